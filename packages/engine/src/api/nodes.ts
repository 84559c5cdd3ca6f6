import { z } from 'zod';
import { portsOf } from '@throughline/flow/ports-of';
import type { Catalogue, NodeDeclaration } from '@throughline/flow/declaration';
import { declarationData } from '@throughline/flow/declaration-data';
import { catalogue as builtIn } from '@throughline/nodes/catalogue';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';

const port = z.object({
  id: z.string(),
  title: z.string(),
  required: z.boolean().optional().meta({ description: 'Must be wired before publishing.' }),
  says: z.boolean().optional().meta({ description: 'Something was said to the customer on the way.' }),
});

const ports = z.array(port).nullable();

const node = z
  .object({
    type: z.string(),
    kind: z.enum(['run', 'decide']),
    title: z.string(),
    help: z.string(),
    group: z.string(),
    icon: z.string(),
    entry: z.boolean(),
    builtIn: z.boolean().meta({ description: 'Else it is of a package that this installation names.' }),
    waits: z.boolean().optional(),
    answers: z.enum(['says', 'hands-over', 'closes']).optional(),
    local: z.union([z.boolean(), z.literal('first')]).optional(),
    safeInSimulation: z
      .boolean()
      .optional()
      .meta({ description: 'A simulation runs it unasked: it changes nothing in other systems.' }),
    outputs: z
      .record(
        z.string(),
        z.object({ type: z.enum(['text', 'number', 'boolean', 'list', 'object']), help: z.string() }),
      )
      .optional(),
    ports: ports.meta({ description: 'Null when they are made from the config.' }),
    config: z.record(z.string(), z.unknown()).meta({
      description:
        'JSON Schema of the node’s config, with the words of its form: title, description, widget.',
    }),
    complete: z.boolean().meta({
      description:
        'False where the node checks more than the schema says: POST /api/flows/validate knows all.',
    }),
  })
  .meta({ id: 'NodeType' });

export function nodeRoutes({ catalogue }: { catalogue: Catalogue }): Route[] {
  const nodes = Object.values(catalogue).map((declaration: NodeDeclaration) => ({
    ...declarationData(declaration),
    entry: declaration.entry === true,
    builtIn: Object.hasOwn(builtIn, declaration.type),
  }));
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
    staffRoute({
      method: 'post',
      path: '/api/nodes/{type}/ports',
      tag: 'flows',
      summary: 'The ports that a node has with a config',
      params: z.strictObject({ type: z.string().min(1).max(100) }),
      body: z.strictObject({ config: z.record(z.string(), z.unknown()) }),
      answer: { status: 200, schema: z.object({ ports }), text: 'Null when the config is not valid.' },
      problems: ['node.not-found'],
      handle: async ({ params, body }) => {
        const declaration: NodeDeclaration | undefined = Object.hasOwn(catalogue, params.type)
          ? catalogue[params.type]
          : undefined;
        if (!declaration) throw new Problem('node.not-found', 'GET /api/nodes lists them.');
        const config = declaration.config.safeParse(body.config);
        return { ports: config.success ? portsOf(declaration, config.data) : null };
      },
    }),
  ];
}
