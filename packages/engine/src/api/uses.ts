import { z } from 'zod';
import type { Catalogue } from '@throughline/flow/declaration';
import { flowUses } from '../flows/flow-uses.ts';
import { policiesIn } from '../knowledge/policy-values.ts';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import type { Stores } from '../stores/database.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';

export type UsesDeps = {
  stores: Pick<Stores, 'flows'>;
  knowledge: Pick<Knowledge, 'list' | 'get'>;
  catalogue: Catalogue;
};

const use = z
  .object({
    kind: z.enum(['policy', 'credential']),
    name: z.string(),
    in: z.discriminatedUnion('type', [
      z.object({
        ...{ type: z.literal('flow'), id: z.string(), title: z.string() },
        ...{ node: z.string(), nodeTitle: z.string() },
      }),
      z.object({ type: z.literal('article'), id: z.string(), title: z.string() }),
    ]),
  })
  .meta({ id: 'SettingUse' });

type Use = z.infer<typeof use>;

/** Articles that are read at once. */
const batch = 50;

/** Where policies and credentials are used: the live flows, and the articles. */
export function usesRoutes({ stores, knowledge, catalogue }: UsesDeps): Route[] {
  async function inFlows(): Promise<Use[]> {
    const flows = await stores.flows.list();
    const drawn = await Promise.all(flows.map(({ live }) => stores.flows.drawn(live)));
    return drawn.flatMap((version) =>
      (version ? flowUses(version.flow, catalogue) : []).map(({ kind, name, node, title }) => ({
        ...{ kind, name },
        in: { type: 'flow', id: version!.flowId, title: version!.title, node, nodeTitle: title },
      })),
    );
  }

  async function inArticles(): Promise<Use[]> {
    const found: Use[] = [];
    const all = await knowledge.list();
    for (let from = 0; from < all.length; from += batch) {
      const read = await Promise.all(
        all.slice(from, from + batch).map(({ articleId }) => knowledge.get(articleId)),
      );
      for (const article of read)
        for (const name of article ? policiesIn(article.body) : [])
          found.push({
            ...{ kind: 'policy', name },
            in: { type: 'article', id: article!.articleId, title: article!.title },
          });
    }
    return found;
  }

  return [
    staffRoute({
      method: 'get',
      path: '/api/uses',
      tag: 'policies',
      summary: 'Which live flows and articles use which policies and credentials',
      answer: { status: 200, schema: z.object({ uses: z.array(use) }), text: 'Flows first.' },
      handle: async () => ({ uses: (await Promise.all([inFlows(), inArticles()])).flat() }),
    }),
  ];
}
