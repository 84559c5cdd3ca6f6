import type { Collection, Db, IndexDescription } from 'mongodb';
import type { FeedEvent, FeedRow, NewFeedEvent } from './feed-event.ts';
import { eventOf } from './feed-event.ts';
import { createFeedAppender } from './feed-appender.ts';
import type { Follow } from './feed-follower.ts';
import { createFeedFollower } from './feed-follower.ts';

export type { FeedEvent, NewFeedEvent } from './feed-event.ts';

export type FeedStore = {
  /** The event's sequence number. Safe to run twice. */
  append(event: NewFeedEvent): Promise<number>;
  read(query: { after: number; topics?: string[]; limit: number }): Promise<FeedEvent[]>;
  /** The newest sequence number; 0 before the first. */
  last(): Promise<number>;
  /**
   * Calls `onEvents` with every event after `after` (by default: from now on) in order, once each, until `signal` aborts;
   * then resolves. Rejects when `onEvents` does. All followers of a process share one poll.
   */
  follow(follow: Follow): Promise<void>;
  /**
   * Removes events beyond the newest `keep`, and those older than `olderThanMs`. What came in the last minute and the
   * newest one always stay.
   */
  trim(limits: { keep: number; olderThanMs: number; now?: number }): Promise<number>;
};

export const feedIndexes: IndexDescription[] = [
  { key: { key: 1 }, unique: true },
  { key: { topics: 1, _id: 1 } },
  { key: { at: 1 } },
];

/** Longer than any process believes to know the newest number. */
const settledMs = 60_000;

export function createFeedStore(db: Db): FeedStore {
  const rows: Collection<FeedRow> = db.collection('feed');
  const append = createFeedAppender(rows);

  async function last(): Promise<number> {
    return (await rows.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } }))?._id ?? 0;
  }

  async function newestBefore(at: number): Promise<number> {
    const row = await rows.findOne({ at: { $lt: at } }, { sort: { _id: -1 }, projection: { _id: 1 } });
    return row?._id ?? 0;
  }

  return {
    append,
    async read({ after, topics, limit }) {
      const found = await rows
        .find({ _id: { $gt: after }, ...(topics && { topics: { $in: topics } }) })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(eventOf);
    },
    last,
    follow: createFeedFollower(rows, last),
    async trim({ keep, olderThanMs, now = Date.now() }) {
      const newest = await last();
      const [old, settled] = await Promise.all([
        newestBefore(now - olderThanMs),
        newestBefore(now - settledMs),
      ]);
      // Always from the beginning on: clocks of processes differ, and a hole would look like an event that is missing.
      const upTo = Math.min(newest - 1, settled, Math.max(newest - keep, old));
      return (await rows.deleteMany({ _id: { $lte: upTo } })).deletedCount;
    },
  };
}
