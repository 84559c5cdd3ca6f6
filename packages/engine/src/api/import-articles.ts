import { z } from 'zod';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import { articleInput } from '../knowledge/article.ts';
import { parseArticleText } from '../knowledge/article-file.ts';
import { planImport } from '../knowledge/plan-import.ts';
import type { PageReader } from '../knowledge/read-pages.ts';
import { mostPages } from '../knowledge/read-pages.ts';
import { articleContent } from './article-shapes.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';

type ImportDeps = { knowledge: Pick<Knowledge, 'head'>; pages: PageReader };

const address = z.string().trim().min(1).max(2_000);
const problem = z
  .object({ file: z.string(), field: z.string().optional(), text: z.string(), fix: z.string() })
  .meta({ id: 'ImportProblem' });

const plan = z
  .object({
    planned: z.array(
      z.object({
        source: z.string().meta({ description: 'The file or the address.' }),
        state: z.enum(['new', 'changed', 'unchanged']),
        base: z
          .int()
          .meta({ description: 'The version that stands, 0 for none: for POST /api/articles/import.' }),
        article: articleContent,
      }),
    ),
    problems: z.array(problem),
  })
  .meta({ id: 'ImportPlan' });

/** Reading pages of others takes its time. */
const pagesMs = 60_000;

/** What an import would do, before it is done by `POST /api/articles/import`. */
export function importArticleRoutes({ knowledge, pages }: ImportDeps): Route[] {
  return [
    staffRoute({
      method: 'post',
      path: '/api/articles/import/files',
      tag: 'knowledge',
      summary: 'Read files as articles; says what would be new or changed, and writes nothing',
      body: z.strictObject({
        files: z
          .array(z.strictObject({ name: z.string().min(1).max(500), text: z.string().max(1_000_000) }))
          .min(1)
          .max(50),
      }),
      bodyLimitBytes: 10 * 1024 * 1024,
      answer: { status: 200, schema: plan, text: 'In the order given.' },
      handle: ({ body }) =>
        planImport(
          body.files.map(({ name, text }) => ({ source: name, ...parseArticleText(name, text) })),
          knowledge,
        ),
    }),
    staffRoute({
      method: 'post',
      path: '/api/articles/import/addresses',
      tag: 'knowledge',
      summary: 'The pages that addresses stand for; sitemaps and indexes of them are followed',
      body: z.strictObject({ addresses: z.array(address).min(1).max(mostPages) }),
      bodyLimitBytes: 1024 * 1024,
      answer: {
        status: 200,
        schema: z.object({ pages: z.array(z.string()), problems: z.array(problem) }),
        text: 'Private addresses are refused when they are read.',
      },
      handle: ({ body }) => pages.pagesOf(body.addresses, AbortSignal.timeout(pagesMs)),
    }),
    staffRoute({
      method: 'post',
      path: '/api/articles/import/pages',
      tag: 'knowledge',
      summary: 'Read web pages as articles; says what would be new or changed, and writes nothing',
      body: z.strictObject({
        pages: z
          .array(address.refine((url) => URL.canParse(url), 'is no address of the web.'))
          .min(1)
          .max(10),
        language: articleInput.shape.language.meta({
          description: 'Of pages that do not name theirs.',
        }),
      }),
      answer: { status: 200, schema: plan, text: 'In the order given.' },
      handle: async ({ body }) => {
        const signal = AbortSignal.timeout(pagesMs);
        return planImport(await pages.read(body.pages, { language: body.language, signal }), knowledge);
      },
    }),
  ];
}
