import type { Collection, Db, IndexDescription } from 'mongodb';
import { derivedUuid } from '../crypto/derived-ids.ts';
import { isDuplicateKey } from './duplicate-key.ts';

type SlotRow = { _id: string; until: number; by?: string };

export type TrySlots = ReturnType<typeof createTrySlots>;

export const trySlotIndexes: IndexDescription[] = [{ key: { until: 1 } }];

const hourMs = 3_600_000;

/** So many tries an hour, however many processes count. What is limited cannot be read from the rows, made with `key`. */
export function createTrySlots(slots: Collection<SlotRow>, key: Uint8Array) {
  return {
    /** Takes one of the hour's places; when the first of them is free again, if all are taken. `by` takes only one. */
    async take(
      limit: string,
      { at, most, by }: { at: number; most: number; by?: string },
    ): Promise<number | undefined> {
      const name = derivedUuid(key, limit);
      const places = Array.from({ length: most }, (_, index) => `${name}#${index}`);
      if (by !== undefined && (await slots.findOne({ _id: { $in: places }, by, until: { $gt: at } })))
        return undefined;
      for (const _id of places) {
        try {
          await slots.updateOne(
            { _id, until: { $lte: at } },
            { $set: { until: at + hourMs, ...(by !== undefined && { by }) } },
            { upsert: true },
          );
          return undefined;
        } catch (error) {
          // It is there, and taken for longer.
          if (!isDuplicateKey(error)) throw error;
        }
      }
      const taken = await slots.find({ _id: { $in: places } }).toArray();
      return Math.min(at + hourMs, ...taken.map(({ until }) => until));
    },
    async forget(at: number): Promise<void> {
      await slots.deleteMany({ until: { $lt: at } });
    },
  };
}

export function slotsOf(db: Db, collection: string): Collection<SlotRow> {
  return db.collection(collection);
}
