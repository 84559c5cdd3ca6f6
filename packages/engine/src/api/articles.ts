import { z } from 'zod';
import type { ArticleContent, ArticleVersion } from '../knowledge/article.ts';
import { articleFormats, articleInput } from '../knowledge/article.ts';
import type { Knowledge, Replacement } from '../knowledge/knowledge-api.ts';
import { tellArticleChange } from '../knowledge/tell-article-change.ts';
import { fillPolicies } from '../knowledge/policy-values.ts';
import { articleHtml } from '../channels/article-html.ts';
import type { Stores } from '../stores/database.ts';
import type { NameOf } from './article-shapes.ts';
import {
  article,
  articleChange,
  articleContent,
  articleSummary,
  articleVersion,
  indexState,
  shownVersion,
  summaryOf,
} from './article-shapes.ts';
import { readPeople } from './people.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { idParams, noContent, wholeNumber, words } from './shapes.ts';

const base = z.int().min(0).max(1_000_000_000).optional().meta({
  description:
    'The version that it was made from, 0 for a new article: refused when another one is live. Left out, whatever is live is replaced.',
});

type ArticleDeps = {
  knowledge: Knowledge;
  stores: Pick<Stores, 'feed' | 'policies' | 'users'>;
  now: () => number;
};

export function articleRoutes({ knowledge, stores, now }: ArticleDeps): Route[] {
  const { feed, users, policies } = stores;

  return [
    staffRoute({
      method: 'get',
      path: '/api/articles',
      tag: 'knowledge',
      summary: 'Live articles',
      query: z.strictObject({ language: words.optional(), tag: words.optional() }),
      answer: {
        status: 200,
        schema: z.object({ articles: z.array(articleSummary), index: indexState }),
        text: 'Without their texts.',
      },
      handle: async ({ query }) => {
        const filter = {
          ...(query.language && { language: query.language }),
          ...(query.tag && { tag: query.tag }),
        };
        const [found, nameOf] = await Promise.all([knowledge.list(filter), readPeople(users)]);
        return { articles: found.map((one) => summaryOf(one, nameOf)), index: knowledge.indexState() };
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
        if (!found) throw notFound();
        const [head, nameOf, { values }] = await Promise.all([
          knowledge.head(params.id),
          readPeople(users),
          policies.snapshot(),
        ]);
        return {
          ...summaryOf(found, nameOf),
          questions: found.questions,
          body: found.body,
          html: articleHtml(fillPolicies(found.body, values).text, found.format),
          live: head && !head.removed ? head.version : null,
        };
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/articles/{id}/versions',
      tag: 'knowledge',
      summary: 'Every version of an article, with who wrote it',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({ versions: z.array(articleVersion) }),
        text: 'Newest first, also of an article that was taken away.',
      },
      problems: ['article.not-found'],
      handle: async ({ params }) => {
        const [found, nameOf] = await Promise.all([knowledge.versions(params.id), readPeople(users)]);
        if (found.length === 0) throw notFound();
        return { versions: found.map((one) => shownVersion(one, nameOf)) };
      },
    }),
    staffRoute({
      method: 'put',
      path: '/api/articles/{id}',
      tag: 'knowledge',
      summary: 'Write an article; it is live for all channels at once',
      params: z.strictObject({ id: articleInput.shape.articleId }),
      body: articleContent.omit({ articleId: true }).extend({
        base,
      }),
      bodyLimitBytes: 1024 * 1024,
      answer: { status: 200, schema: articleChange, text: 'The version that is live now.' },
      problems: ['article.conflict'],
      handle: async ({ params, body: { base, ...fields }, staff }) => {
        const saved = await save({ ...fields, articleId: params.id }, { author: staff.id, base });
        if (!saved.ok) throw conflict(saved.head, await readPeople(users));
        const { articleId, version, changed } = saved;
        if (changed) await logAndTell(staff.id, 'article.put', { articleId, version });
        return { articleId, version, changed };
      },
    }),
    staffRoute({
      method: 'delete',
      path: '/api/articles/{id}',
      tag: 'knowledge',
      summary: 'Take an article away; its versions stay for audits',
      params: idParams,
      answer: noContent('It answers no question any more.'),
      problems: ['article.not-found'],
      handle: async ({ params, staff }) => {
        if (!(await knowledge.remove(params.id, { author: staff.id }))) throw notFound();
        const { version = 0 } = (await knowledge.head(params.id)) ?? {};
        await logAndTell(staff.id, 'article.remove', { articleId: params.id, version });
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/articles/preview',
      tag: 'knowledge',
      summary: 'A text as customers would read it; nothing is kept',
      body: z.strictObject({ format: z.enum(articleFormats), body: z.string().max(200_000) }),
      bodyLimitBytes: 1024 * 1024,
      answer: {
        status: 200,
        schema: z.object({
          html: z.string(),
          missing: z
            .array(z.string())
            .meta({ description: 'Policies without a value: sentences with them are not said.' }),
        }),
        text: 'Made of a few harmless elements only.',
      },
      handle: async ({ body: { format, body } }) => {
        const { text, missing } = fillPolicies(body, (await policies.snapshot()).values);
        return { html: articleHtml(text, format), missing: [...new Set(missing)].toSorted() };
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/articles/import',
      tag: 'knowledge',
      summary: 'Write many articles; all are checked before the first is written',
      body: z.strictObject({ articles: z.array(articleContent.extend({ base })).min(1).max(500) }),
      bodyLimitBytes: 10 * 1024 * 1024,
      answer: {
        status: 200,
        schema: z.object({
          imported: z.array(articleChange),
          refused: z.array(z.object({ articleId: z.string(), text: z.string() })).meta({
            description: 'Where something else than `base` stands now; the others are written.',
          }),
        }),
        text: 'In the order given.',
      },
      handle: async ({ body, staff }) => {
        const imported = [];
        const refused = [];
        for (const { base, ...content } of body.articles) {
          const saved = await save(content, { author: staff.id, base });
          if (!saved.ok) {
            const { message } = conflict(saved.head, await readPeople(users));
            refused.push({ articleId: content.articleId, text: message });
            continue;
          }
          const { articleId, version, changed } = saved;
          if (changed) await log(staff.id, 'article.put', articleId, { version, imported: true });
          imported.push({ articleId, version, changed });
        }
        // At the end: screens read everything anew for each.
        for (const { changed, ...one } of imported) if (changed) await tellArticleChange(feed, one);
        return { imported, refused };
      },
    }),
  ];

  async function save(
    content: ArticleContent,
    { author, base }: { author: string; base: number | undefined },
  ): Promise<Replacement> {
    if (base !== undefined) return knowledge.replace(content, { author, base });
    return { ok: true, ...(await knowledge.put(content, { author })) };
  }

  async function logAndTell(
    actor: string,
    action: string,
    { articleId, version }: { articleId: string; version: number },
  ): Promise<void> {
    await log(actor, action, articleId, { version });
    await tellArticleChange(feed, { articleId, version });
  }

  function log(
    actor: string,
    action: string,
    subject: string,
    details: { version: number; imported?: boolean },
  ) {
    return users.log({ at: now(), actor, action, subject, outcome: 'done', details });
  }
}

function notFound(): Problem {
  return new Problem('article.not-found', 'GET /api/articles lists them.');
}

function conflict(head: ArticleVersion | undefined, nameOf: NameOf): Problem {
  const who = head?.author === undefined ? 'Somebody' : nameOf(head.author).name;
  const did = head?.removed ? 'took it away' : `saved version ${head?.version ?? 0}`;
  const to =
    'Read what stands there now, bring your changes into it, and save again with its version as base.';
  return new Problem('article.conflict', `${who} ${did} meanwhile. ${to}`, {
    details: {
      version: head?.version ?? 0,
      removed: head?.removed ?? false,
      ...(head && { at: head.at.getTime() }),
      ...(head?.author !== undefined && { author: nameOf(head.author).name }),
    },
  });
}
