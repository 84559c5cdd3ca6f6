import { z } from 'zod';
import type { Catalogue } from '@throughline/flow/declaration';
import { isRecord } from '@throughline/flow/is-record';
import type { Json } from '@throughline/flow/json';
import type { Stores } from '../stores/database.ts';
import { mayBuild } from './permissions.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';

type NodeUsesDeps = { catalogue: Catalogue; stores: Pick<Stores, 'flows' | 'flowDrafts'> };

const use = z
  .object({
    flowId: z.string(),
    title: z.string(),
    where: z.enum(['live', 'draft']).meta({ description: 'A draft is one of your own.' }),
    nodes: z.array(z.object({ id: z.string(), title: z.string() })),
  })
  .meta({ id: 'NodeUse' });

/** Which flows use a type of node: a page would otherwise have to load them all. */
export function nodeUseRoutes({ catalogue, stores: { flows, flowDrafts } }: NodeUsesDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/nodes/{type}/used',
      tag: 'flows',
      summary: 'The live flows and your own drafts that use a node type',
      params: z.strictObject({ type: z.string().min(1).max(100) }),
      answer: {
        status: 200,
        schema: z.object({ flows: z.array(use) }),
        text: 'By flow, what is live before your draft; without those that do not use it.',
      },
      problems: ['node.not-found'],
      handle: async ({ params: { type }, staff }) => {
        if (!Object.hasOwn(catalogue, type))
          throw new Problem('node.not-found', 'GET /api/nodes lists them.');
        const [published, drafts] = await Promise.all([
          flows.list(),
          mayBuild(staff.role) ? flowDrafts.list() : [],
        ]);
        const mine = drafts.filter(({ author }) => author === staff.id);
        const found: z.infer<typeof use>[] = [];
        // One after the other: a flow may be large, and live versions are kept in memory.
        for (const { flowId, title, live } of published) {
          const version = await flows.byHash(live);
          if (version) found.push({ flowId, title, where: 'live', nodes: nodesOf(version.flow, type) });
        }
        for (const { flowId, title } of mine) {
          const draft = await flowDrafts.get(flowId, staff.id);
          if (draft) found.push({ flowId, title, where: 'draft', nodes: nodesOf(draft.flow, type) });
        }
        const used = found.filter(({ nodes }) => nodes.length > 0);
        return { flows: used.toSorted((a, b) => a.title.localeCompare(b.title, 'en')) };
      },
    }),
  ];
}

/** Of a draft nothing is certain: it is as somebody left it. */
function nodesOf({ nodes }: { nodes?: Json }, type: string): { id: string; title: string }[] {
  return (Array.isArray(nodes) ? nodes : []).flatMap((node) => {
    if (!isRecord(node) || node['type'] !== type || typeof node['id'] !== 'string') return [];
    const { id, title } = node;
    return [{ id, title: typeof title === 'string' && title.trim() !== '' ? title : id }];
  });
}
