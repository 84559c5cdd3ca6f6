import { z } from 'zod';
import type { Article, ArticleVersion } from '../knowledge/article.ts';
import { articleFormats, articleInput } from '../knowledge/article.ts';
import { person } from './people.ts';
import type { Person } from './people.ts';
import { time } from './shapes.ts';

export type NameOf = (id: string) => Person;

export const articleSummary = z
  .object({
    articleId: z.string(),
    version: z.int(),
    title: z.string(),
    language: z.string(),
    tags: z.array(z.string()),
    format: z.enum(articleFormats),
    at: time,
    author: person.optional().meta({ description: 'Left out of versions from before it was kept.' }),
    hash: z.string(),
  })
  .meta({ id: 'ArticleSummary' });

export const article = articleSummary
  .extend({
    questions: z.array(z.string()),
    body: z.string(),
    html: z.string().meta({ description: 'As customers read it, made of a few harmless elements only.' }),
    live: z.int().nullable().meta({ description: 'The version that is live, null when it was taken away.' }),
  })
  .meta({ id: 'Article' });

export const articleVersion = z
  .object({
    version: z.int(),
    title: z.string(),
    at: time,
    author: person.optional(),
    hash: z.string(),
    removed: z.boolean().meta({ description: 'With this version the article was taken away.' }),
  })
  .meta({ id: 'ArticleVersion' });

export const articleChange = z
  .object({ articleId: z.string(), version: z.int(), changed: z.boolean() })
  .meta({ id: 'ArticleChange' });

export const articleContent = z.strictObject(articleInput.shape);

export const indexState = z.object({
  state: z.enum(['unknown', 'building', 'elsewhere', 'failed', 'current']),
  missing: z.int().meta({ description: 'Texts of live articles without a vector, at the last look.' }),
});

type Summed = Pick<
  Article,
  'articleId' | 'version' | 'title' | 'language' | 'tags' | 'format' | 'at' | 'hash' | 'author'
>;

export function summaryOf(found: Summed, nameOf: NameOf) {
  const { articleId, version, title, language, tags, format, at, hash, author } = found;
  return {
    ...{ articleId, version, title, language, tags, format, at: at.getTime(), hash },
    ...(author !== undefined && { author: nameOf(author) }),
  };
}

export function shownVersion({ version, title, at, hash, removed, author }: ArticleVersion, nameOf: NameOf) {
  return {
    ...{ version, title, at: at.getTime(), hash, removed },
    ...(author !== undefined && { author: nameOf(author) }),
  };
}
