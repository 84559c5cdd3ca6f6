import { createHash } from 'node:crypto';
import { z } from 'zod';

export const articleFormats = ['markdown', 'html', 'text'] as const;
export const languageTag = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
export type ArticleFormat = (typeof articleFormats)[number];

/** An article as its author hands it in. `{{ policy.<name> }}` in the body is filled when the text is used. */
export const articleInput = z.object({
  articleId: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'use lower-case letters, digits, dots and dashes, at most 100'),
  title: z.string().trim().min(1, 'an article needs a title').max(200),
  language: z.string().regex(languageTag, 'use a language tag such as "en" or "pt-BR"').default('en'),
  tags: z.array(z.string().trim().min(1).max(60)).max(50).default([]),
  /** How customers ask for it; each one is indexed beside the text. */
  questions: z.array(z.string().trim().min(1).max(300)).max(50).default([]),
  format: z.enum(articleFormats).default('markdown'),
  body: z
    .string()
    .trim()
    .min(1, 'an article needs text')
    .max(200_000, 'at most 200,000 characters; cut it into several articles')
    .refine((body) => !body.includes('\0'), 'this is not text'),
});

export type ArticleInput = z.input<typeof articleInput>;
export type ArticleContent = z.output<typeof articleInput>;

export interface Article extends ArticleContent {
  version: number;
  /** SHA-256 of the content, hex. */
  hash: string;
  at: Date;
  /** User id, or what wrote it in a person's place; versions from before this was kept have none. */
  author?: string;
}

/** Without the body, for lists. */
export type ArticleSummary = Omit<Article, 'body' | 'questions'> & { questions: number };

export interface ArticleVersion {
  articleId: string;
  version: number;
  title: string;
  hash: string;
  at: Date;
  author?: string;
  /** True for the version that says the article was taken away. */
  removed: boolean;
}

/** Equal for equal content, whatever the order of keys it came with. */
export function hashOfArticle(content: ArticleContent): string {
  const { articleId, title, language, tags, questions, format, body } = content;
  return createHash('sha256')
    .update(JSON.stringify([articleId, title, language, tags, questions, format, body]))
    .digest('hex');
}
