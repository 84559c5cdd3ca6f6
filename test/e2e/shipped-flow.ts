import { readFile } from 'node:fs/promises';
import type { Catalogue, NodeDeclaration } from '../../packages/flow/src/declaration.ts';
import { portsOf } from '../../packages/flow/src/ports-of.ts';
import type { Flow, FlowNode } from '../../packages/flow/src/schema.ts';
import { flowSchema } from '../../packages/flow/src/schema.ts';
import { catalogue } from '../../packages/nodes/src/catalogue.ts';
import type { FormField, Shape } from '../../packages/editor/src/inspector/form-field.ts';
import { formFields } from '../../packages/editor/src/inspector/form-fields.ts';

/** New ids by those of the file. */
export type Ids = ReadonlyMap<string, string>;

/** The flow that is shipped, as somebody reads it who is about to draw it. */
export async function shippedFlow(): Promise<Flow> {
  const file = new URL('../../workflows/support.flow.json', import.meta.url);
  return flowSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

const known: Catalogue = catalogue;

export function declarationOf({ type }: FlowNode): NodeDeclaration {
  const declaration = Object.hasOwn(known, type) ? known[type] : undefined;
  if (!declaration) throw new Error(`There is no node “${type}”.`);
  return declaration;
}

export const fieldsOf = (node: FlowNode): FormField[] => formFields(declarationOf(node).config);

export const portsOfNode = (node: FlowNode) => portsOf(declarationOf(node), node.config);

/** A config that names other nodes, with the ids that these have now. Throws where one is not drawn yet. */
export function configWith(node: FlowNode, ids: Ids): FlowNode['config'] {
  const renamed = (id: string) => {
    const now = ids.get(id);
    if (now === undefined) throw new Error(`“${node.title}” names “${id}”, which is not drawn yet.`);
    return now;
  };
  return inFields(fieldsOf(node), node.config, renamed) as FlowNode['config'];
}

function inFields(fields: FormField[], value: unknown, renamed: (id: string) => string): unknown {
  return Object.fromEntries(
    Object.entries(value as object).map(([key, inner]) => {
      const shape = fields.find((field) => field.key === key)?.shape;
      return [key, shape ? inShape(shape, inner, renamed) : inner];
    }),
  );
}

function inShape(shape: Shape, value: unknown, renamed: (id: string) => string): unknown {
  switch (shape.kind) {
    case 'node':
      return renamed(String(value));
    case 'expression':
    case 'template':
      return String(value).replaceAll(/\bnodes\.(\w+)/g, (_, id: string) => `nodes.${renamed(id)}`);
    case 'group':
      return inFields(shape.fields, value, renamed);
    case 'list':
      return (value as unknown[]).map((item) => inShape(shape.item, item, renamed));
    default:
      return value;
  }
}

/** What a flow says, whatever its ids are and wherever its nodes stand. */
export function meaningOf({ title, settings, nodes, edges }: Flow, ids: Ids) {
  const now = (id: string) => ids.get(id) ?? id;
  return {
    ...{ title, settings },
    nodes: nodes
      .map((node) => ({
        id: now(node.id),
        type: node.type,
        title: node.title,
        config: configWith(node, ids),
      }))
      .toSorted(by(({ id }) => id)),
    edges: edges
      .map(({ from, port, to }) => ({ from: now(from), port, to: now(to) }))
      .toSorted(by(({ from, port }) => `${from} ${port}`)),
  };
}

function by<Item>(word: (item: Item) => string) {
  return (one: Item, other: Item) => word(one).localeCompare(word(other));
}
