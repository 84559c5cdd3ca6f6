import type { Collection, Db } from 'mongodb';
import type { Lease } from '../knowledge/lease.ts';
import { createLease } from '../knowledge/lease.ts';
import { isDuplicateKey } from './duplicate-key.ts';
import type { CustomerPosition } from './idle-customers.ts';
import type { StoreIssue } from './issue.ts';

/** How long things are kept, in days; null is for ever. */
export type RetentionSettings = {
  /** What was said in a case, after it was closed. */
  caseDays: number | null;
  /** With the last case of a customer, who they are is erased too. */
  customersToo: boolean;
  /** Mails that were set aside. */
  mailDays: number;
  /** Events that live screens follow. */
  feedDays: number;
};

export type Retention = RetentionSettings & {
  /** 0 while nobody has set anything. */
  version: number;
  changed?: { by: string; at: number };
  lastSweep?: Sweep;
};

/** What one sweep erased, and whether it left something for the next. `failed`: what could not be erased, and is tried again. */
export type Sweep = { at: number; cases: number; customers: number; failed?: number; left: boolean };

export type RetentionStore = {
  get(): Promise<Retention>;
  /** Refused where somebody else has changed it since `version`. */
  set(
    settings: RetentionSettings,
    by: { author: string; at: number; version: number },
  ): Promise<{ ok: true } | { ok: false; issues: StoreIssue[] } | { ok: false; changed: true }>;
  noteSweep(sweep: Sweep): Promise<void>;
  /** How far sweeps have looked through the customers; they begin again where there is none. */
  position(): Promise<CustomerPosition | undefined>;
  notePosition(position: CustomerPosition | undefined): Promise<void>;
  /** The right to sweep, which one process has at a time. */
  lease: Lease;
};

/** Nothing that anybody said is erased before somebody has decided so. */
export const keptByDefault: RetentionSettings = {
  caseDays: null,
  customersToo: true,
  mailDays: 30,
  feedDays: 7,
};

/** A customer who comes back with the same issue finds it; an agent who erred can be asked. */
export const leastCaseDays = 7;
const limits = {
  caseDays: { least: leastCaseDays, most: 36_500 },
  mailDays: { least: 1, most: 3_650 },
  feedDays: { least: 1, most: 90 },
} as const;

type Row = Retention & { _id: 'retention' };
type PositionRow = { _id: 'retention-position'; customer?: CustomerPosition };

export function createRetentionStore(db: Db): RetentionStore {
  const rows: Collection<Row> = db.collection('settings');
  const positions: Collection<PositionRow> = db.collection('settings');
  return {
    lease: createLease({ db, name: 'retention', ms: 60_000 }),
    async get() {
      const row = await rows.findOne({ _id: 'retention' });
      if (!row) return { ...keptByDefault, version: 0 };
      const { _id, ...retention } = row;
      return { ...keptByDefault, ...retention };
    },
    async set(settings, { author, at, version }) {
      const issues = checkRetention(settings);
      if (issues.length > 0) return { ok: false, issues };
      const next = { ...settings, version: version + 1, changed: { by: author, at } };
      try {
        // Above 0 there is a row: where none of this version is found, the insert fails by its id.
        const { matchedCount } = await rows.updateOne({ _id: 'retention', version }, { $set: next });
        if (matchedCount === 1) return { ok: true };
        await rows.insertOne({ _id: 'retention', ...next });
        return { ok: true };
      } catch (error) {
        if (isDuplicateKey(error)) return { ok: false, changed: true };
        throw error;
      }
    },
    async noteSweep(lastSweep) {
      await rows.updateOne({ _id: 'retention' }, { $set: { lastSweep } });
    },
    position: async () => (await positions.findOne({ _id: 'retention-position' }))?.customer,
    async notePosition(customer) {
      const change = customer ? { $set: { customer } } : { $unset: { customer: '' as const } };
      await positions.updateOne({ _id: 'retention-position' }, change, { upsert: true });
    },
  };
}

export function checkRetention(settings: RetentionSettings): StoreIssue[] {
  return Object.entries(limits).flatMap(([field, { least, most }]) => {
    const days = settings[field as keyof typeof limits];
    if (days === null || (Number.isInteger(days) && days >= least && days <= most)) return [];
    const fix = `Give whole days from ${least} to ${most.toLocaleString('en')}${field === 'caseDays' ? ', or keep them for ever' : ''}.`;
    return [{ code: `retention.${field}`, field, text: `${days} days are not possible.`, fix }];
  });
}
