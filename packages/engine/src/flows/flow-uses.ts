import { configFields } from '@throughline/flow/config-fields';
import type { Catalogue } from '@throughline/flow/declaration';
import { parseExpression } from '@throughline/flow/expression';
import { parseTemplate } from '@throughline/flow/template';
import { parseFlow } from '@throughline/flow/validate';
import type { KnownNode } from '@throughline/flow/validate/context';
import { createContext } from '@throughline/flow/validate/context';
import { valueAt } from '@throughline/flow/value-at';

/** A node that reads a policy or sends a credential. */
export type FlowUse = { kind: 'policy' | 'credential'; name: string; node: string; title: string };

/** What of the installation's settings the nodes of a flow name; each once for a node. */
export function flowUses(drawn: unknown, catalogue: Catalogue): FlowUse[] {
  const flow = parseFlow(drawn);
  if (!flow) return [];
  const uses = [...createContext(flow, catalogue, {}).nodes.values()].flatMap((node) => [
    ...policiesOf(node).map((name) => useOf(node, 'policy', name)),
    ...credentialsOf(node).map((name) => useOf(node, 'credential', name)),
  ]);
  const known = new Map(uses.map((use) => [`${use.kind} ${use.name} ${use.node}`, use]));
  return [...known.values()];
}

function useOf({ id, title }: KnownNode, kind: FlowUse['kind'], name: string): FlowUse {
  return { kind, name, node: id, title };
}

function policiesOf(node: KnownNode): string[] {
  return node.fields.flatMap(({ path, kind }) => {
    const source = valueAt(node.parsed, path);
    if (typeof source !== 'string' || !source.includes('policy')) return [];
    const parsed = kind === 'expression' ? parseExpression(source) : parseTemplate(source);
    if (!parsed.ok) return [];
    return parsed.names.flatMap(([first, name]) => (first === 'policy' && name !== undefined ? [name] : []));
  });
}

function credentialsOf({ declaration, parsed }: KnownNode): string[] {
  if (!declaration || parsed === undefined) return [];
  return configFields(declaration.config, parsed).flatMap(({ widget, value }) =>
    widget === 'credential' && typeof value === 'string' && value !== '' ? [value] : [],
  );
}
