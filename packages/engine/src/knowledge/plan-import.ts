import type { ArticleContent } from './article.ts';
import { hashOfArticle } from './article.ts';
import type { ImportProblem, Knowledge } from './knowledge-api.ts';

/** What was read from one file or address. */
export type ImportSource = { source: string; articles: ArticleContent[]; problems: ImportProblem[] };

/** `base`: the version that stands, 0 for an article that there never was. */
export type PlannedArticle = {
  source: string;
  state: 'new' | 'changed' | 'unchanged';
  base: number;
  article: ArticleContent;
};

/** What an import would do; nothing is written. */
export async function planImport(
  sources: readonly ImportSource[],
  knowledge: Pick<Knowledge, 'head'>,
): Promise<{ planned: PlannedArticle[]; problems: ImportProblem[] }> {
  const planned: PlannedArticle[] = [];
  for (const { source, articles } of sources)
    for (const article of articles) planned.push({ source, ...(await stateOf(article, knowledge)), article });
  return { planned, problems: sources.flatMap(({ problems }) => problems) };
}

async function stateOf(
  article: ArticleContent,
  knowledge: Pick<Knowledge, 'head'>,
): Promise<Pick<PlannedArticle, 'state' | 'base'>> {
  const head = await knowledge.head(article.articleId);
  if (!head) return { state: 'new', base: 0 };
  if (head.removed) return { state: 'new', base: head.version };
  const state = head.hash === hashOfArticle(article) ? 'unchanged' : 'changed';
  return { state, base: head.version };
}
