import { queryOptions } from '@tanstack/react-query';
import { knowledge } from './knowledge-client.ts';
import type { IndexState } from './types.ts';

/** Everything of this page begins with this key: a change of an article may change what each of them shows. */
export const knowledgeKey = ['knowledge'];

export const articlesQuery = queryOptions({
  queryKey: [...knowledgeKey, 'articles'],
  queryFn: knowledge.articles,
  // While vectors are missing, what is shown of it moves.
  refetchInterval: ({ state }) => (isBehind(state.data?.index) ? 3_000 : false),
});

export const articleQuery = (id: string, version?: number) =>
  queryOptions({
    queryKey: [...knowledgeKey, 'article', id, version ?? 'live'],
    queryFn: () => knowledge.article(id, version),
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...knowledgeKey, 'versions', id],
    queryFn: async () => (await knowledge.versions(id)).versions,
  });

export const questionsQuery = queryOptions({
  queryKey: [...knowledgeKey, 'questions'],
  queryFn: knowledge.questions,
  // Cases are read in parts.
  refetchInterval: ({ state }) => ((state.data?.behind ?? 0) > 0 ? 1_000 : false),
});

export function isBehind(index: IndexState | undefined): boolean {
  return index !== undefined && (index.missing > 0 || index.state === 'failed');
}
