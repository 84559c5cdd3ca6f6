import { keptContext, type KnownNode } from '@throughline/flow/validate/context';
import type { Catalogue } from '@throughline/flow/declaration';
import { configFields } from '@throughline/flow/config-fields';
import { parseExpression } from '@throughline/flow/expression';
import type { Flow } from '@throughline/flow/schema';
import { parseTemplate } from '@throughline/flow/template';
import { tell } from '@throughline/flow/tell';
import { valueAt } from '@throughline/flow/value-at';
import type { Path } from './at-path.ts';

/** A field that reads a node: of which node, where in its config, and what is read. */
export type Use = { node: { id: string; title: string }; path: Path; reads: string };

/** Fields that read what a node found out, or keeps on the case, by an expression or by its id. */
export function whereUsed(flow: Flow, id: string, catalogue: Catalogue): Use[] {
  const { nodes } = keptContext(flow, catalogue);
  const own = nodes.get(id);
  const kept = tell(own?.declaration?.sets, own?.parsed).map((name) => ['case', 'values', name]);
  const paths = [['nodes', id], ...kept];
  return [...nodes.values()].flatMap((node) => [...readsIn(node, paths), ...namesIn(node, id)]);
}

function readsIn(node: KnownNode, paths: string[][]): Use[] {
  return node.fields.flatMap(({ path, kind }) => {
    const source = valueAt(node.parsed, path);
    if (typeof source !== 'string' || !paths.some((one) => source.includes(one.at(-1) ?? ''))) return [];
    const parsed = kind === 'expression' ? parseExpression(source) : parseTemplate(source);
    const read = parsed.ok
      ? parsed.names.find((name) => paths.some((one) => one.every((part, index) => name[index] === part)))
      : undefined;
    return read ? [use(node, path, read.join('.'))] : [];
  });
}

function namesIn(node: KnownNode, id: string): Use[] {
  if (!node.declaration || node.parsed === undefined) return [];
  return configFields(node.declaration.config, node.parsed).flatMap(({ path, widget, value }) =>
    widget === 'node' && value === id ? [use(node, path, id)] : [],
  );
}

function use({ id, title }: KnownNode, path: Path, reads: string): Use {
  return { node: { id, title }, path, reads };
}
