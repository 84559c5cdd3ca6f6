import { z } from 'zod';
import type { Article } from '../knowledge/article.ts';
import { articleFormats, articleInput } from '../knowledge/article.ts';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { idParams, noContent, time, wholeNumber, words } from './shapes.ts';

const summary = z
  .object({
    articleId: z.string(),
    version: z.int(),
    title: z.string(),
    language: z.string(),
    tags: z.array(z.string()),
    format: z.enum(articleFormats),
    at: time,
    hash: z.string(),
  })
  .meta({ id: 'ArticleSummary' });

const article = summary.extend({ questions: z.array(z.string()), body: z.string() }).meta({ id: 'Article' });
const putResult = z
  .object({ articleId: z.string(), version: z.int(), changed: z.boolean() })
  .meta({ id: 'ArticleChange' });

const content = z.strictObject(articleInput.shape);

export function articleRoutes({ knowledge }: { knowledge: Knowledge }): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/articles',
      tag: 'knowledge',
      summary: 'Live articles',
      query: z.strictObject({ language: words.optional(), tag: words.optional() }),
      answer: { status: 200, schema: z.object({ articles: z.array(summary) }), text: 'Without their texts.' },
      handle: async ({ query }) => {
        const filter = {
          ...(query.language && { language: query.language }),
          ...(query.tag && { tag: query.tag }),
        };
        return { articles: (await knowledge.list(filter)).map((one) => summaryOf(one)) };
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/articles/{id}',
      tag: 'knowledge',
      summary: 'An article, live or of a named version',
      params: idParams,
      query: z.strictObject({ version: wholeNumber(1, 1_000_000_000).optional() }),
      answer: { status: 200, schema: article, text: 'The article.' },
      problems: ['article.not-found'],
      handle: async ({ params, query }) => {
        const found = await knowledge.get(params.id, query.version);
        if (!found) throw new Problem('article.not-found', 'GET /api/articles lists them.');
        return { ...summaryOf(found), questions: found.questions, body: found.body };
      },
    }),
    staffRoute({
      method: 'put',
      path: '/api/articles/{id}',
      tag: 'knowledge',
      summary: 'Write an article; it is live for all channels at once',
      params: z.strictObject({ id: articleInput.shape.articleId }),
      body: content.omit({ articleId: true }),
      bodyLimitBytes: 1024 * 1024,
      answer: { status: 200, schema: putResult, text: 'The version that is live now.' },
      handle: ({ params, body }) => knowledge.put({ ...body, articleId: params.id }),
    }),
    staffRoute({
      method: 'delete',
      path: '/api/articles/{id}',
      tag: 'knowledge',
      summary: 'Take an article away; its versions stay for audits',
      params: idParams,
      answer: noContent('It answers no question any more.'),
      problems: ['article.not-found'],
      handle: async ({ params }) => {
        if (!(await knowledge.remove(params.id)))
          throw new Problem('article.not-found', 'GET /api/articles lists them.');
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/articles/import',
      tag: 'knowledge',
      summary: 'Write many articles; all are checked before the first is written',
      body: z.strictObject({ articles: z.array(content).min(1).max(500) }),
      bodyLimitBytes: 10 * 1024 * 1024,
      answer: {
        status: 200,
        schema: z.object({ imported: z.array(putResult) }),
        text: 'In the order given.',
      },
      handle: async ({ body }) => {
        const imported = [];
        for (const one of body.articles) imported.push(await knowledge.put(one));
        return { imported };
      },
    }),
  ];
}

function summaryOf(
  found: Pick<Article, 'articleId' | 'version' | 'title' | 'language' | 'tags' | 'format' | 'at' | 'hash'>,
) {
  const { articleId, version, title, language, tags, format, at, hash } = found;
  return { articleId, version, title, language, tags, format, at: at.getTime(), hash };
}
