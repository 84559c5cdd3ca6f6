import { z } from 'zod';
import type { ZodType } from 'zod';
import type { Catalogue, NodeDeclaration } from '@throughline/flow/declaration';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';

const node = z
  .object({
    type: z.string(),
    kind: z.enum(['run', 'decide']),
    title: z.string(),
    help: z.string(),
    group: z.string(),
    icon: z.string(),
    entry: z.boolean(),
    ports: z
      .array(z.object({ id: z.string(), title: z.string() }))
      .nullable()
      .meta({ description: 'Null when they are made from the config.' }),
    config: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema of the node’s config.' }),
  })
  .meta({ id: 'NodeType' });

export function nodeRoutes({ catalogue }: { catalogue: Catalogue }): Route[] {
  const nodes = Object.values(catalogue).map((declaration) => describe(declaration));
  return [
    staffRoute({
      method: 'get',
      path: '/api/nodes',
      tag: 'flows',
      summary: 'The node types that flows may use',
      answer: {
        status: 200,
        schema: z.object({ nodes: z.array(node) }),
        text: 'In the order of the palette.',
      },
      handle: async () => ({ nodes }),
    }),
  ];
}

function describe(declaration: NodeDeclaration): z.input<typeof node> {
  const { type, kind, title, help, group, icon, ports, entry } = declaration;
  return {
    type,
    kind,
    title,
    help,
    group,
    icon,
    entry: entry === true,
    ports: typeof ports === 'function' ? null : ports.map(({ id, title }) => ({ id, title })),
    config: jsonSchemaOf(declaration.config),
  };
}

function jsonSchemaOf(config: ZodType): Record<string, unknown> {
  return z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' });
}
