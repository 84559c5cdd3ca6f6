import { queryOf } from '../api/client.ts';
import { request } from '../api/request.ts';
import type {
  Article,
  ArticleFields,
  ArticleFormat,
  ArticleSummary,
  ArticleVersion,
  Asked,
  ImportPlan,
  ImportProblem,
  IndexState,
  OpenQuestions,
  PlannedArticle,
} from './types.ts';

const pathOf = (id: string) => `/articles/${encodeURIComponent(id)}`;

/** The endpoints of this page; they come with it. */
export const knowledge = {
  articles: () => request<{ articles: ArticleSummary[]; index: IndexState }>('GET', '/articles'),
  article: (id: string, version?: number) => request<Article>('GET', `${pathOf(id)}${queryOf({ version })}`),
  versions: (id: string) => request<{ versions: ArticleVersion[] }>('GET', `${pathOf(id)}/versions`),
  /** `base`: the version that it was made from, 0 for a new one. The same saved again changes nothing. */
  save: (id: string, body: ArticleFields & { base: number }) =>
    request<{ version: number; changed: boolean }>('PUT', pathOf(id), body),
  remove: (id: string) => request<void>('DELETE', pathOf(id)),
  preview: (body: { format: ArticleFormat; body: string }, signal: AbortSignal) =>
    request<{ html: string; missing: string[] }>('POST', '/articles/preview', body, { signal }),
  planFiles: (files: { name: string; text: string }[], signal: AbortSignal) =>
    request<ImportPlan>('POST', '/articles/import/files', { files }, { signal }),
  pagesOf: (addresses: string[], signal: AbortSignal) =>
    request<{ pages: string[]; problems: ImportProblem[] }>(
      'POST',
      '/articles/import/addresses',
      { addresses },
      { signal },
    ),
  planPages: (pages: string[], language: string, signal: AbortSignal) =>
    request<ImportPlan>('POST', '/articles/import/pages', { pages, language }, { signal }),
  write: (articles: (PlannedArticle['article'] & { base: number })[], signal: AbortSignal) =>
    request<{
      imported: { articleId: string; version: number; changed: boolean }[];
      refused: { articleId: string; text: string }[];
    }>('POST', '/articles/import', { articles }, { signal }),
  questions: () => request<OpenQuestions>('GET', '/knowledge/questions'),
  setAside: (questions: string[], setAside: boolean) =>
    request<void>('POST', '/knowledge/questions/set-aside', { questions, setAside }),
  ask: (body: { question: string; language?: string }) => request<Asked>('POST', '/knowledge/ask', body),
};
