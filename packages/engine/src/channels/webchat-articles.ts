import { z } from 'zod';
import { Problem } from '../api/problems.ts';
import type { Route } from '../api/route.ts';
import { publicRoute } from '../api/route.ts';
import { idParams, wholeNumber } from '../api/shapes.ts';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import { fillPolicies } from '../knowledge/policy-values.ts';
import type { PolicyStore } from '../stores/policies.ts';
import { articleHtml } from './article-html.ts';

export type WebchatArticlesDeps = {
  knowledge: Pick<Knowledge, 'published'>;
  policies: Pick<PolicyStore, 'snapshot'>;
};

/** The article under an answer, as customers read it. */
export function webchatArticleRoutes({ knowledge, policies }: WebchatArticlesDeps): Route[] {
  return [
    publicRoute({
      method: 'get',
      path: '/channels/webchat/articles/{id}',
      tag: 'web chat',
      summary: 'Read an article that an answer names as its source',
      params: idParams,
      query: z.strictObject({ version: wholeNumber(1, 1_000_000_000).optional() }),
      answer: {
        status: 200,
        schema: z.object({
          id: z.string(),
          version: z.int(),
          title: z.string(),
          html: z.string().meta({ description: 'Made of a few harmless elements only.' }),
        }),
        text: 'The live version, or the one that was named; none once the article was withdrawn.',
      },
      problems: ['article.not-found'],
      handle: async ({ params, query }) => {
        const article = await knowledge.published(params.id, query.version);
        if (!article) throw new Problem('article.not-found', 'It may have been taken away since.');
        const { text } = fillPolicies(article.body, (await policies.snapshot()).values);
        return {
          id: params.id,
          version: article.version,
          title: article.title,
          html: articleHtml(text, article.format),
        };
      },
    }),
  ];
}
