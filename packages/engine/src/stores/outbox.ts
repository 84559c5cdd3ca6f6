import { randomUUID } from 'node:crypto';
import type { Collection, Db, Filter, IndexDescription } from 'mongodb';
import { earlierSends } from '@throughline/flow/failed-send';
import type { Attachment, Choice, Source } from '@throughline/flow/message';
import type { NodeError } from '@throughline/flow/node-result';
import { retryDuplicate } from './duplicate-key.ts';

/** Something to be said; `_id` is the send id `caseId:turn:n`, and the provider's idempotency key. */
export type OutboxRow = {
  _id: string;
  caseId: string;
  customerId: string;
  channel: string;
  conversation: string;
  from: 'bot' | 'agent';
  /** Name of the agent. */
  author?: string;
  text: string;
  choices?: Choice[];
  sources?: Source[];
  attachments?: Attachment[];
  node?: string;
  at: number;
  state: 'queued' | 'handing' | 'handed' | 'cancelled' | 'failed';
  /** When it was last taken, handed over, cancelled or failed. */
  changedAt: number;
  /** How often it was taken: above 1, the provider may have had it before. */
  attempts: number;
  providerMessageId?: string;
  error?: NodeError;
  /** The provider may have it: nobody knows what came of the last try. */
  unsure?: boolean;
  /** Names the call that cancelled it. */
  cancelled?: string;
  erasedAt?: number;
  /** Sent from the settings to try a channel: it belongs to no case and to no customer. */
  test?: true;
  /** Of a test: how far the provider says it got. */
  receipt?: 'delivered' | 'seen';
};

export type NewSend = Omit<
  OutboxRow,
  | 'state'
  | 'changedAt'
  | 'attempts'
  | 'providerMessageId'
  | 'error'
  | 'unsure'
  | 'cancelled'
  | 'erasedAt'
  | 'receipt'
>;

type TakeOptions = { retakeAfterMs?: number; now?: number };

export type OutboxStore = {
  /** Safe to run twice; returns the row as it now is, which may have gone further. */
  queue(row: NewSend): Promise<OutboxRow>;
  get(id: string): Promise<OutboxRow | null>;
  /** What a provider calls a message of a channel. */
  byProviderMessage(channel: string, providerMessageId: string): Promise<OutboxRow | null>;
  /** The newest messages that the provider of a conversation had by this time. */
  handedUntil(conversation: string, at: number): Promise<OutboxRow[]>;
  /** Cancels what was not taken yet, but for `later` sends, and says which. Safe to run twice; the second run finds nothing. */
  cancelQueued(caseId: string, later?: string[]): Promise<string[]>;
  /**
   * The last gate: true for exactly one caller, and never after a cancel. With `retakeAfterMs`, also for a row whose taker
   * has said nothing for that long: hand it over with the same idempotency key.
   */
  take(id: string, options?: TakeOptions): Promise<boolean>;
  /** As `take`; returns the row as it was when it was taken, or null. */
  takeRow(id: string, options?: TakeOptions): Promise<OutboxRow | null>;
  /** Whether an earlier message to the same conversation is still to be handed over. */
  waitsBefore(row: OutboxRow): Promise<boolean>;
  /** Puts back what could not be handed over; of a test with why. */
  release(id: string, options: { unsure: boolean; error?: NodeError }): Promise<void>;
  done(id: string, facts?: { providerMessageId?: string; at?: number }): Promise<void>;
  fail(id: string, error: NodeError): Promise<void>;
  /** Of a test: how far it got. What was seen is not delivered again. */
  receive(id: string, receipt: 'delivered' | 'seen'): Promise<void>;
  /** Tests of longer ago. */
  removeTests(before: number): Promise<void>;
  /** Rows queued or being handed over for longer than this, oldest first, for the relay. */
  stale(query: { olderThanMs: number; now?: number }): AsyncIterable<OutboxRow>;
};

export const outboxIndexes: IndexDescription[] = [
  { key: { caseId: 1, state: 1 } },
  { key: { state: 1, changedAt: 1 } },
  { key: { providerMessageId: 1 }, sparse: true },
  { key: { conversation: 1, state: 1 } },
  { key: { test: 1, at: 1 }, sparse: true },
];

/** The longest that a call of a provider takes. */
const callMs = 10_000;

export function createOutboxStore(db: Db): OutboxStore {
  const outbox: Collection<OutboxRow> = db.collection('outbox');

  async function takeRow(id: string, { retakeAfterMs, now = Date.now() }: TakeOptions = {}) {
    const free: Filter<OutboxRow>[] = [{ state: 'queued' }];
    if (retakeAfterMs !== undefined)
      free.push({ state: 'handing', changedAt: { $lte: now - retakeAfterMs } });
    return outbox.findOneAndUpdate(
      { _id: id, $or: free },
      { $set: { state: 'handing', changedAt: now }, $inc: { attempts: 1 } },
      { returnDocument: 'before' },
    );
  }

  return {
    async queue({ _id, ...send }) {
      const fresh = { ...send, state: 'queued' as const, changedAt: send.at, attempts: 0 };
      const row = await retryDuplicate(() =>
        outbox.findOneAndUpdate({ _id }, { $setOnInsert: fresh }, { upsert: true, returnDocument: 'after' }),
      );
      if (!row) throw new Error(`outbox row ${_id} vanished while it was queued`);
      return row;
    },
    get: (id) => outbox.findOne({ _id: id }),
    byProviderMessage: (channel, providerMessageId) => outbox.findOne({ providerMessageId, channel }),
    handedUntil: (conversation, at) =>
      outbox
        // The provider took it before it was noted here as handed over, by the time of a call at most.
        .find({ conversation, state: 'handed', at: { $lte: at }, changedAt: { $lte: at + callMs } })
        .sort({ at: -1 })
        .limit(50)
        .toArray(),
    async cancelQueued(caseId, later = []) {
      const cancelled = randomUUID();
      const result = await outbox.updateMany(
        { caseId, state: 'queued', _id: { $nin: later } },
        { $set: { state: 'cancelled', cancelled, changedAt: Date.now() } },
      );
      if (result.matchedCount === 0) return [];
      const rows = await outbox.find({ caseId, cancelled }, { projection: { _id: 1 } }).toArray();
      return rows.map((row) => row._id);
    },
    take: async (id, options) => (await takeRow(id, options)) !== null,
    takeRow,
    async waitsBefore({ _id, conversation, at }) {
      const waiting = await outbox
        .find(
          { conversation, state: { $in: ['queued', 'handing'] }, at: { $lte: at } },
          { projection: { at: 1 } },
        )
        .toArray();
      return waiting.some(
        (other) => other.at < at || (other._id !== _id && numberOf(other._id) < numberOf(_id)),
      );
    },
    async release(id, { unsure, error }) {
      await outbox.updateOne(
        { _id: id, state: 'handing' },
        { $set: { state: 'queued', changedAt: Date.now(), unsure, ...(error && { error }) } },
      );
    },
    async done(id, { providerMessageId, at = Date.now() } = {}) {
      const facts = providerMessageId === undefined ? {} : { providerMessageId };
      await outbox.updateOne(
        { _id: id, state: 'handing' },
        { $set: { state: 'handed', changedAt: at, ...facts } },
      );
    },
    async fail(id, error) {
      await outbox.updateOne(
        { _id: id, state: { $in: ['queued', 'handing', 'handed'] } },
        { $set: { state: 'failed', changedAt: Date.now(), error } },
      );
    },
    async receive(id, receipt) {
      await outbox.updateOne({ _id: id, test: true, receipt: { $ne: 'seen' } }, { $set: { receipt } });
    },
    async removeTests(before) {
      await outbox.deleteMany({ test: true, at: { $lt: before } });
    },
    stale: ({ olderThanMs, now = Date.now() }) =>
      outbox
        .find({ state: { $in: ['queued', 'handing'] }, changedAt: { $lte: now - olderThanMs } })
        .sort({ changedAt: 1 }),
  };
}

/** The n of `caseId:turn:n`: which of the messages of one moment comes first, also where both are said again elsewhere. */
function numberOf(send: string): number {
  const [first = send] = earlierSends(send);
  return Number(first.slice(first.lastIndexOf(':') + 1)) || 0;
}
