import { tell } from '../tell.ts';
import type { Context, KnownNode } from './context.ts';
import { dominatorsOf } from './dominators.ts';
import { before } from './graph.ts';
import { scopeFields } from './scope-fields.ts';
import { scopeHelp } from './scope-help.ts';

export type KnownType = 'text' | 'number' | 'boolean' | 'list' | 'object' | 'time';

/** What is known of something that an expression can read. */
export type Known = {
  type?: KnownType;
  help?: string;
  /** It need not be there. */
  maybe?: boolean;
  fields?: { [name: string]: Known };
  /** The value, where it is the same for every case: that of a policy. */
  value?: unknown;
};

export type KnownPolicy = { name: string; title: string; value: unknown };

/**
 * All that an expression in a node can read there, by root. Of nodes, those that can have run before it; of the values of the
 * case, those that some node of the flow sets.
 */
export function scopeAt(
  context: Context,
  node: string,
  policies: KnownPolicy[] = [],
): { [root: string]: Known } {
  const roots = Object.entries(scopeFields).flatMap(([root, fields]): [string, Known][] => {
    if (!fields) return [];
    const known = [
      ...fields.always.map((name): [string, Known] => [name, { ...scopeHelp[`${root}.${name}`] }]),
      ...fields.maybe.map((name): [string, Known] => [
        name,
        { ...scopeHelp[`${root}.${name}`], maybe: true },
      ]),
    ];
    return [[root, { ...scopeHelp[root], ...(known.length > 0 && { fields: Object.fromEntries(known) }) }]];
  });
  const scope = Object.fromEntries(roots);
  const values = scope['case']?.fields?.['values'];
  if (values) values.fields = valuesSet(context);
  scope['nodes'] = { ...scope['nodes'], fields: nodesBefore(context, node) };
  scope['policy'] = { ...scope['policy'], fields: policyFields(policies) };
  return scope;
}

function nodesBefore(context: Context, id: string): { [node: string]: Known } {
  const { always, reached } = dominatorsOf(context);
  const found = [...before(context, id)].flatMap((other): [string, Known][] => {
    const node = context.nodes.get(other);
    if (!node) return [];
    const around = other === id || (reached(id) && !always(other, id));
    return [[other, knownNode(node, around)]];
  });
  return Object.fromEntries(found);
}

function knownNode(node: KnownNode, maybe: boolean): Known {
  const { title, declaration, ports } = node;
  const outputs = Object.entries(declaration?.outputs ?? {}).map(([name, output]): [string, Known] => {
    const fields = output.fields && tell(output.fields, node.parsed);
    const inner = fields && Object.fromEntries(fields.map((field): [string, Known] => [field, {}]));
    return [name, { type: output.type, help: output.help, ...(inner && { fields: inner }) }];
  });
  const left = ports?.map((port) => port.id).join(', ');
  return {
    type: 'object',
    help: title,
    ...(maybe && { maybe }),
    fields: {
      output: { type: 'object', help: `What “${title}” found out.`, fields: Object.fromEntries(outputs) },
      port: { type: 'text', help: `Port by which it left${left ? `: ${left}` : ''}.` },
      visit: { type: 'number', help: 'How often the case was there.' },
    },
  };
}

function valuesSet(context: Context): { [name: string]: Known } {
  const set = [...context.nodes.values()].flatMap((node) =>
    tell(node.declaration?.sets, node.parsed).map((name): [string, Known] => [
      name,
      { help: `Set by “${node.title}”.`, maybe: true },
    ]),
  );
  return Object.fromEntries(set);
}

function policyFields(policies: KnownPolicy[]): { [name: string]: Known } {
  return Object.fromEntries(policies.map(({ name, title, value }) => [name, { help: title, value }]));
}
