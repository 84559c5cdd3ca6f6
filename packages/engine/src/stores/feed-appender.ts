import type { Collection } from 'mongodb';
import { backOff, isDuplicateKey } from './duplicate-key.ts';
import type { FeedRow, NewFeedEvent } from './feed-event.ts';

type Waiting = { event: NewFeedEvent; done: (seq: number) => void; failed: (error: unknown) => void };

const maxBatch = 500;
/** What a turn of a case tells comes within so much, and is one batch. */
const gatherMs = 4;
const maxAttempts = 200;
const believedForMs = 5_000;

/**
 * Numbers are taken by inserting: nobody inserts a number before having seen the one before it, so there are no gaps and
 * a reader who sees a number can see all before it. While one batch is written the next one gathers.
 */
export function createFeedAppender(rows: Collection<FeedRow>): (event: NewFeedEvent) => Promise<number> {
  const queue: Waiting[] = [];
  let writing = false;
  let last: number | undefined;
  let seenAt = 0;
  /** Others have written since our last batch: as a rule they will have before the next one, too. */
  let shared = false;

  async function write(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, maxBatch);
      try {
        const seqs = await insert(batch.map(({ event }) => event));
        for (const { event, done, failed } of batch) {
          const seq = seqs.get(event.key);
          if (seq === undefined) failed(new Error(`feed event ${event.key} was not written`));
          else done(seq);
        }
      } catch (error) {
        last = undefined;
        for (const { failed } of batch) failed(error);
      }
    }
    writing = false;
  }

  async function insert(events: NewFeedEvent[]): Promise<Map<string, number>> {
    const seqs = new Map<string, number>();
    const at = Date.now();
    let missing = [...new Map(events.map((event) => [event.key, event])).values()];
    for (let attempt = 1; ; attempt++) {
      // A number seen long ago may have been trimmed with all before it, and would be taken a second time.
      if (last === undefined || Date.now() - seenAt > believedForMs) last = await newest();
      else if (shared && attempt === 1) last = await look(last);
      seenAt = Date.now();
      const first = last + 1;
      try {
        await rows.insertMany(
          missing.map((event, index) => ({ _id: first + index, ...event, at })),
          { ordered: true },
        );
        for (const [index, { key }] of missing.entries()) seqs.set(key, first + index);
        last += missing.length;
        return seqs;
      } catch (error) {
        if (!isDuplicateKey(error) || attempt === maxAttempts) throw error;
      }
      // A number was taken by another process, or an event is there already: see what stands, and go on from there.
      const [further, written] = await Promise.all([look(last), find(missing)]);
      last = further;
      for (const { key, _id } of written) seqs.set(key, _id);
      missing = missing.filter(({ key }) => !seqs.has(key));
      if (missing.length === 0) return seqs;
      if (written.length === 0) await backOff(attempt);
    }
  }

  function find(events: NewFeedEvent[]): Promise<Pick<FeedRow, '_id' | 'key'>[]> {
    const keys = events.map(({ key }) => key);
    return rows.find({ key: { $in: keys } }, { projection: { key: 1 } }).toArray();
  }

  async function look(known: number): Promise<number> {
    const further = await furtherThan(known);
    shared = further !== known;
    return further;
  }

  /** The others are rarely far ahead: their numbers are asked for one by one, which every server finds by its index. */
  async function furtherThan(known: number): Promise<number> {
    for (const ahead of [4, 40]) {
      const taken = await rows
        .find({ _id: { $in: numbersAfter(known, ahead) } }, { projection: { _id: 1 } })
        .toArray();
      if (taken.length < ahead) return known + taken.length;
    }
    return newest();
  }

  async function newest(): Promise<number> {
    return (await rows.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } }))?._id ?? 0;
  }

  return (event) =>
    new Promise<number>((done, failed) => {
      queue.push({ event, done, failed });
      if (writing) return;
      writing = true;
      setTimeout(() => void write(), gatherMs);
    });
}

function numbersAfter(known: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => known + 1 + index);
}
