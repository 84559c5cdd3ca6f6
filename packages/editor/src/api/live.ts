import { useEffect, useSyncExternalStore } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createEventStream } from '../chat/event-stream.ts';
import type { SseEvent } from '../chat/sse-parser.ts';
import { whileSeen } from './while-seen.ts';

export type Connection = 'live' | 'connecting' | 'offline';

type LiveState = {
  connection: Connection;
  /** The cases whose customers are typing, each with the timer that ends it. */
  typing: { [caseId: string]: ReturnType<typeof setTimeout> };
};

/** A sign of typing counts this long: the word that it ended may never come. */
const typingMs = 10_000;

let state: LiveState = { connection: 'connecting', typing: {} };
const listeners = new Set<() => void>();

export function useLive<Part>(select: (state: LiveState) => Part): Part {
  return useSyncExternalStore(subscribe, () => select(state));
}

/** Keeps what is on the screen as it is on the server, while the page is looked at. */
export function useLiveUpdates(topics: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const refresh = createRefresh(client);
    let hasMissed = false;
    const stream = createEventStream({
      connect: (lastEventId, signal) =>
        fetch(`/api/events?topics=${encodeURIComponent(topics)}`, {
          headers: { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
          cache: 'no-store',
          signal,
        }),
      onEvent: (event) => refresh(readEvent(event)),
      onState: (stage) => {
        if (stage === 'open') {
          // What changed while nobody listened is read anew.
          if (state.connection === 'offline' || hasMissed) void client.invalidateQueries();
          hasMissed = false;
          set({ connection: 'live' });
        } else if (stage === 'waiting') set({ connection: 'offline' });
      },
      onRefused: async (status) => {
        if (status === 401 || status === 403) await client.invalidateQueries({ queryKey: ['session'] });
        return status !== 403;
      },
    });
    const online = () => stream.renew();
    const offline = () => set({ connection: 'offline' });
    addEventListener('online', online);
    addEventListener('offline', offline);
    const end = whileSeen({
      start: () => stream.start(),
      stop() {
        hasMissed = true;
        stream.stop();
      },
    });
    return () => {
      end();
      removeEventListener('online', online);
      removeEventListener('offline', offline);
    };
  }, [client, topics]);
}

type Change = { queries: string[][]; typing?: { caseId: string; on: boolean } };

/** Which queries an event makes stale. Exported for its test. */
export function readEvent({ type, data }: SseEvent): Change {
  const {
    id,
    caseId = '',
    from,
    on,
    what,
  } = JSON.parse(data) as { id?: string; caseId?: string; from?: string; on?: boolean; what?: string };
  switch (type) {
    case 'case.changed':
      return { queries: [['cases'], ['queues'], ['customer'], ...(id ? [['case', id]] : [])] };
    case 'message.added':
      return { queries: [['case', caseId]], typing: { caseId, on: false } };
    case 'message.changed':
    case 'file.changed':
      return { queries: [['case', caseId]] };
    case 'journal.added':
      return { queries: [['journal', caseId]] };
    case 'typing':
      return { queries: [], ...(from === 'customer' ? { typing: { caseId, on: on === true } } : {}) };
    case 'flow.changed':
      if (!id) return { queries: [['flow', 'all']] };
      // Drafts are saved every few seconds: versions are not read anew for them.
      return { queries: [['flow', 'all'], what === 'published' ? ['flow', id] : ['flow', id, 'drafts']] };
    case 'article.changed':
      return { queries: [['knowledge']] };
    case 'reset':
      return { queries: [[]] };
    default:
      return { queries: [] };
  }
}

/** A burst of events is one refresh. */
function createRefresh(client: QueryClient) {
  const stale = new Map<string, string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return ({ queries, typing }: Change): void => {
    if (typing) setTyping(typing.caseId, typing.on);
    for (const key of queries) stale.set(key.join('/'), key);
    if (stale.size === 0) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const queryKey of stale.values()) void client.invalidateQueries({ queryKey });
      stale.clear();
    }, 120);
  };
}

function setTyping(caseId: string, on: boolean): void {
  const { [caseId]: before, ...others } = state.typing;
  clearTimeout(before);
  if (on) set({ typing: { ...others, [caseId]: setTimeout(() => setTyping(caseId, false), typingMs) } });
  else if (before !== undefined) set({ typing: others });
}

function set(change: Partial<LiveState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
