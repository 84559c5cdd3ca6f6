import { setTimeout as pause } from 'node:timers/promises';
import type { FeedEvent } from '../../cases/feed-events.ts';
import { topicOf } from '../../cases/feed-events.ts';
import type { CaseRow } from '../../stores/cases.ts';
import type { Stores } from '../../stores/database.ts';
import type { MessageRow } from '../../stores/messages.ts';

/** What a call has to say now. */
export type Answers = {
  /** Of bot and agents, in order. */
  rows: MessageRow[];
  /** The newest message that was looked at. */
  upTo: number;
  /** A node still runs: more may come soon. */
  more: boolean;
  kase: CaseRow | null;
  /** The case was closed after the caller's last words. */
  closed: boolean;
};

/** `onNews`: there may be something to say; nothing more comes after it failed, or after `onLost`. */
export type Watcher = { onNews: () => Promise<void>; onLost: () => void };

export type AnswerStores = Pick<Stores, 'messages' | 'cases' | 'feed'>;

/** An answer may have several parts: the last is there when nothing came for so long. */
const settleMs = 300;
/** The row of the case is written right after what it says. */
const projectedWithinMs = 1_500;

/**
 * Listens to a conversation for answers. Messages are read from the message store; the feed only says when to look, so that
 * an event that is lost costs time and no answer.
 */
export async function followAnswers(stores: AnswerStores, conversation: string) {
  const { messages, cases, feed } = stores;
  const gone = new AbortController();
  let rang = new AbortController();
  let typing = false;
  let watcher: Watcher | undefined;

  const following = feed
    .follow({
      after: await feed.last(),
      topics: [topicOf.conversation(conversation)],
      signal: gone.signal,
      onEvents: async (events) => {
        for (const event of events as unknown as FeedEvent[])
          if (event.type === 'typing' && event.data.from !== 'customer') typing = event.data.on;
        rang.abort();
        await watcher?.onNews();
      },
    })
    .catch(() => watcher?.onLost());

  async function look(after: number): Promise<Answers> {
    const all = await messages.byConversation(conversation, { afterSeq: after, limit: 200 });
    const last = all.at(-1) ?? (await messages.lastOf(conversation));
    const kase = last ? await cases.get(last.caseId) : null;
    return {
      rows: all.filter(({ from, delivery }) => (from === 'bot' || from === 'agent') && delivery !== 'failed'),
      upTo: all.at(-1)?.seq ?? after,
      more: typing,
      kase,
      closed: kase?.owner === 'nobody' && last !== null && (kase.closedAt ?? 0) >= last.at,
    };
  }

  return {
    look,
    watch(by: Watcher): void {
      watcher = by;
    },
    /** Resolves when an answer is whole, the case was closed, or time is up; then with what there is. */
    async wait(after: number, withinMs: number): Promise<Answers> {
      const end = Date.now() + withinMs;
      let seen = after;
      let changedAt = Date.now();
      for (;;) {
        const bell = rang;
        const found = await look(after);
        if (found.upTo > seen) [seen, changedAt] = [found.upTo, Date.now()];
        const left = end - Date.now();
        if (left <= 0 || isWhole(found, Date.now() - changedAt)) return found;
        // A look now and then besides: what wakes us may have died with its process.
        const until = found.rows.length > 0 || found.closed ? settleMs : 2_000;
        await pause(Math.min(left, until), undefined, { signal: bell.signal }).catch(() => undefined);
        if (bell.signal.aborted) rang = new AbortController();
      }
    },
    async stop(): Promise<void> {
      gone.abort();
      await following;
    },
  };
}

function isWhole({ rows, more, kase, closed }: Answers, quietMs: number): boolean {
  if (closed) return quietMs >= settleMs;
  const last = rows.at(-1);
  if (!last || more || quietMs < settleMs) return false;
  return (kase !== null && kase.updatedAt >= last.at) || quietMs >= projectedWithinMs;
}
