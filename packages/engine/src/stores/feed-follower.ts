import { setTimeout as pause } from 'node:timers/promises';
import type { Collection } from 'mongodb';
import type { FeedEvent, FeedRow } from './feed-event.ts';
import { eventOf } from './feed-event.ts';

export type Follow = {
  /** The last sequence number that the follower has; events from now on if left out. */
  after?: number;
  topics?: string[];
  onEvents: (events: FeedEvent[]) => void | Promise<void>;
  signal: AbortSignal;
  intervalMs?: number;
};

type Follower = Required<Pick<Follow, 'after' | 'onEvents' | 'intervalMs'>> & {
  topics?: Set<string>;
  busy: boolean;
  fail(error: unknown): void;
};

const batch = 500;
const next = 50;
const maxRecent = 2_000;

/**
 * One poll for all followers of a process. Those who are up to date get what the poll found; one who is behind (it has
 * just come, or is slow) catches up from the database at its own pace, and holds nobody up.
 */
export function createFeedFollower(
  rows: Collection<FeedRow>,
  newest: () => Promise<number>,
): (follow: Follow) => Promise<void> {
  const followers = new Set<Follower>();
  /** The newest event that was seen, and the events right before it. */
  let head = 0;
  let recent: FeedEvent[] = [];
  let polling = false;
  let quietSince = 0;

  async function poll(): Promise<void> {
    polling = true;
    head = 0;
    recent = [];
    quietSince = Date.now();
    while (followers.size > 0) {
      try {
        await look();
      } catch {
        // The database is away for a moment: nothing is lost, the next look begins where this one did.
        await pause(500);
      }
      for (const follower of followers) void pump(follower);
      if (followers.size === 0) break;
      await pause(Math.min(...[...followers].map(({ intervalMs }) => intervalMs)));
    }
    polling = false;
    if (followers.size > 0) void poll();
  }

  async function look(): Promise<void> {
    if (head === 0) {
      head = await newest();
      return;
    }
    for (let full = true; full;) {
      // By number and not by range: the compatible server reads a whole collection for a range.
      const found = await rows
        .find({ _id: { $in: numbersFrom(head + 1, next) } })
        .sort({ _id: 1 })
        .toArray();
      // A scan can pass a place before the event there is written and still see the one after it: the rest comes next time.
      const gap = found.findIndex((row, index) => row._id !== head + 1 + index);
      const events = (gap === -1 ? found : found.slice(0, gap)).map(eventOf);
      head += events.length;
      recent = [...recent, ...events].slice(-maxRecent);
      full = events.length === next;
      if (events.length > 0) quietSince = Date.now();
    }
    if (Date.now() - quietSince > 5_000) await skipTrimmed();
  }

  /** The poll may have been away for so long that what it has not seen is trimmed. */
  async function skipTrimmed(): Promise<void> {
    quietSince = Date.now();
    if ((await newest()) <= head) return;
    const oldest = await rows.findOne({}, { sort: { _id: 1 }, projection: { _id: 1 } });
    if (!oldest || oldest._id <= head + 1) return;
    head = oldest._id - 1;
    recent = [];
  }

  async function pump(follower: Follower): Promise<void> {
    if (follower.busy) return;
    follower.busy = true;
    try {
      while (followers.has(follower) && follower.after < head) {
        const { events, upTo } = await eventsAfter(follower);
        if (!followers.has(follower)) return;
        if (events.length > 0) await follower.onEvents(events);
        follower.after = upTo;
      }
    } catch (error) {
      follower.fail(error);
    } finally {
      follower.busy = false;
    }
  }

  async function eventsAfter({ after, topics }: Follower): Promise<{ events: FeedEvent[]; upTo: number }> {
    const upTo = head;
    const kept = recent[0];
    if (kept && after >= kept.seq - 1) {
      const events = recent.slice(after - kept.seq + 1);
      return {
        events: topics ? events.filter((event) => event.topics.some((topic) => topics.has(topic))) : events,
        upTo,
      };
    }
    const found = await rows
      .find({ _id: { $gt: after, $lte: upTo }, ...(topics && { topics: { $in: [...topics] } }) })
      .sort({ _id: 1 })
      .limit(batch)
      .toArray();
    const events = found.map(eventOf);
    return { events, upTo: events.length === batch ? (events.at(-1)?.seq ?? upTo) : upTo };
  }

  return async ({ after, topics, onEvents, signal, intervalMs = 100 }) => {
    if (signal.aborted) return;
    // A place that is not there yet (of another database, or made up) must not make a follower wait for it.
    const from = after !== undefined && after <= head ? after : Math.min(after ?? Infinity, await newest());
    await new Promise<void>((resolve, reject) => {
      const follower: Follower = {
        after: from,
        ...(topics && { topics: new Set(topics) }),
        onEvents,
        intervalMs,
        busy: false,
        fail(error) {
          followers.delete(follower);
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      };
      signal.addEventListener('abort', () => {
        followers.delete(follower);
        resolve();
      });
      if (signal.aborted) return resolve();
      followers.add(follower);
      if (!polling) void poll();
    });
  };
}

function numbersFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
