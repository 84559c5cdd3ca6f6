import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';

/** The right to do a piece of work that one process at a time should do. Doing it twice must cost time only. */
export interface Lease {
  /** Does the work, unless another process is at it: then resolves to what that one noted last. */
  hold<T>(work: (note: (remaining: number) => void) => Promise<T>): Promise<Held<T>>;
}

export type Held<T> = { held: true; value: T } | { held: false; remaining: number };

interface LeaseDocument {
  _id: string;
  holder: string;
  /** A holder that died is forgotten then. */
  until: Date;
  remaining: number;
}

const duplicateKey = 11_000;

export function createLease({
  db,
  name,
  ms = 30_000,
}: {
  db: Db;
  name: string;
  /** How long a holder that is not heard of keeps the right. */
  ms?: number;
}): Lease {
  const leases = db.collection<LeaseDocument>('knowledge_leases');
  const holder = randomUUID();
  const until = () => new Date(Date.now() + ms);

  async function take(): Promise<boolean> {
    const free = { _id: name, until: { $lt: new Date() } };
    const mine = { holder, until: until(), remaining: 0 };
    if ((await leases.updateOne(free, { $set: mine })).matchedCount > 0) return true;
    try {
      await leases.insertOne({ _id: name, ...mine });
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === duplicateKey) return false;
      throw error;
    }
  }

  return {
    async hold(work) {
      if (!(await take())) {
        const other = await leases.findOne({ _id: name });
        return { held: false, remaining: other?.remaining ?? 0 };
      }
      let remaining = 0;
      // Without the database the right runs out, and the work may be done twice.
      const renew = () =>
        leases
          .updateOne({ _id: name, holder }, { $set: { until: until(), remaining } })
          .catch(() => undefined);
      const renewing = setInterval(() => void renew(), ms / 3);
      try {
        const value = await work((left) => {
          remaining = left;
          void renew();
        });
        return { held: true, value };
      } finally {
        clearInterval(renewing);
        await leases.deleteOne({ _id: name, holder }).catch(() => undefined);
      }
    },
  };
}
