import {
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { api, type CaseFilter } from './client.ts';
import { ApiError } from './request.ts';
import { lookAgainIn } from '../case/callback-progress.ts';
import type { JournalEntry, JournalFlow } from './journal.ts';

export const nodeTypesQuery = queryOptions({
  queryKey: ['node-types'],
  queryFn: async () => (await api.nodeTypes()).nodes,
  staleTime: 5 * 60_000,
});

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => {
    try {
      return (await api.session()).user;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export function useCases(filter: CaseFilter, enabled = true) {
  const list = useInfiniteQuery({
    queryKey: ['cases', filter],
    queryFn: ({ pageParam }) =>
      api.cases({ limit: 50, ...filter, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    enabled,
    // While the next filter loads, the list stays as it is.
    placeholderData: (before) => before,
  });
  // A case that changed between two pages is on both.
  const byId = new Map(
    list.data?.pages.flatMap(({ cases }) => cases).map((summary) => [summary.id, summary]),
  );
  return { ...list, cases: [...byId.values()] };
}

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id],
    queryFn: () => api.case(id),
    refetchInterval: ({ state }) => lookAgainIn(state.data?.callbacks ?? [], Date.now()),
  });
/** Below the case's own key: what changes the case may change where its answers go. */
export const placesQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'places'],
    queryFn: async () => (await api.places(id)).places,
  });
export const customerQuery = (id: string) =>
  queryOptions({ queryKey: ['customer', id], queryFn: () => api.customer(id), staleTime: 60_000 });
export const mergesQuery = (id: string) =>
  queryOptions({ queryKey: ['customer', id, 'merges'], queryFn: async () => (await api.merges(id)).merges });
export const suggestionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer', id, 'suggestions'],
    queryFn: async () => (await api.suggestions(id)).suggestions,
  });
export const queuesQuery = queryOptions({
  queryKey: ['queues'],
  queryFn: async () => (await api.queues()).queues,
});

export const flowsQuery = queryOptions({
  queryKey: ['flow', 'all'],
  queryFn: async () => (await api.flows()).flows,
});

export const policiesQuery = queryOptions({
  queryKey: ['policies'],
  queryFn: async () => (await api.policies()).policies,
  staleTime: 60_000,
});

/** For those who draw flows. */
export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: async () => (await api.channels()).channels,
  staleTime: 60_000,
});

/** One empty list, so that what depends on it does not run again. */
export const noEntries: JournalEntry[] = [];

export type Journal = { entries: JournalEntry[]; flow: JournalFlow | null; last: number };

const journalPage = 500;

/** The newest part of a case's journal. When it grew, only what is new is read; `earlier` reads a page further back. */
export function useJournal(id: string, enabled = true) {
  const client = useQueryClient();
  const key = ['journal', id];
  const query = useQuery({ queryKey: key, queryFn: () => readJournal(client, id), enabled });
  const first = query.data?.entries[0]?.seq ?? 1;
  return {
    ...query,
    hasEarlier: first > 1,
    earlier: async () => {
      const from = Math.max(1, first - journalPage);
      const page = await api.journal(id, from, first - from);
      client.setQueryData<Journal>(
        key,
        // Asked for twice, a page is put in once.
        (now) =>
          now?.entries[0]?.seq === first ? { ...now, entries: [...page.entries, ...now.entries] } : now,
      );
    },
  };
}

async function readJournal(client: QueryClient, id: string): Promise<Journal> {
  const known = client.getQueryData<Journal>(['journal', id]);
  if (known && known.entries.length > 0) {
    const from = (known.entries.at(-1)?.seq ?? 0) + 1;
    const page = await api.journal(id, from, journalPage);
    return { entries: [...known.entries, ...page.entries], flow: page.flow, last: page.last };
  }
  const page = await api.journal(id, 1, journalPage);
  if (page.last <= journalPage) return page;
  return api.journal(id, page.last - journalPage + 1, journalPage);
}
