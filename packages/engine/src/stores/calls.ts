import type { Collection, Db, Filter, IndexDescription } from 'mongodb';
import { retryDuplicate } from './duplicate-key.ts';
import type { Level } from './identifiers.ts';

/** A telephone call; `_id` is its conversation. The numbers of both ends stand with the conversation, never here. */
export type CallRow = {
  _id: string;
  provider: string;
  /** What the provider calls it. */
  callId: string;
  /** What the network says about the caller's number; without it, the number is withheld. */
  caller?: { level: Level; evidence: string };
  /** The case of a call that we placed, and the request it was placed for. */
  caseId?: string;
  callback?: string;
  /** The flow's language that is spoken, and the tag that speech is made and recognised with. */
  language: string;
  locale: string;
  startedAt: number;
  /** When the provider last told us something. */
  heardAt: number;
  /** Another person has the call: the provider is silent meanwhile. */
  busy?: boolean;
  /** The newest message given to be said, when, and how many milliseconds it takes to say. */
  given?: { seq: number; at: number; ms: number };
  /** When we said goodbye. */
  leftAt?: number;
  endedAt?: number;
  /** It has ended, and its case has not heard of it yet. */
  untold?: boolean;
};

export type NewCall = Omit<CallRow, 'heardAt' | 'busy' | 'given' | 'leftAt' | 'endedAt' | 'untold'>;

export type CallStore = {
  /** Safe to run twice: the first row stays. */
  begin(call: NewCall): Promise<CallRow>;
  get(conversation: string): Promise<CallRow | null>;
  /** The call in progress of a case, the newest of several: one of these conversations, or one that we placed for it. */
  liveOf(kase: { caseId: string; conversations: string[] }, now: number): Promise<CallRow | null>;
  /** The calls in progress of several cases, by case; of each, only the conversation that is named and those that we placed. */
  liveAmong(cases: { caseId: string; conversation?: string }[], now: number): Promise<Map<string, CallRow>>;
  /** The provider was heard from. */
  heard(conversation: string, change: { at: number; busy?: boolean }): Promise<void>;
  /** An older message never replaces a newer one. */
  give(conversation: string, given: NonNullable<CallRow['given']>): Promise<void>;
  leave(conversation: string, at: number): Promise<void>;
  /** True for the first who says so; `untold` until `told`. */
  end(conversation: string, at: number): Promise<boolean>;
  told(conversation: string): Promise<void>;
  /** Those that are over though nobody said so, and those whose case has not heard of the end for a minute. */
  unsettled(now: number): Promise<CallRow[]>;
};

/** A call of which nothing was heard for so long is over, though nobody said so; every turn of one is far shorter. */
const silentAfterMs = 5 * 60_000;
/** While two people talk nobody tells us anything; providers cut such a call off after four hours. */
export const longestCallMs = 5 * 60 * 60_000;
const tellingMs = 60_000;
const batch = 100;

export function isLive(call: CallRow | null, now: number): call is CallRow {
  if (!call || call.endedAt !== undefined) return false;
  return now - call.heardAt < (call.busy ? longestCallMs : silentAfterMs);
}

export const callIndexes: IndexDescription[] = [
  { key: { caseId: 1 }, sparse: true },
  { key: { endedAt: 1, heardAt: 1 } },
  { key: { untold: 1 }, sparse: true },
];

export function createCallStore(db: Db): CallStore {
  const calls: Collection<CallRow> = db.collection('calls');
  const unended: Filter<CallRow> = { endedAt: { $exists: false } };
  return {
    async begin({ _id, ...call }) {
      const fresh = { ...call, heardAt: call.startedAt };
      const row = await retryDuplicate(() =>
        calls.findOneAndUpdate({ _id }, { $setOnInsert: fresh }, { upsert: true, returnDocument: 'after' }),
      );
      if (!row) throw new Error('a call vanished while it began');
      return row;
    },
    get: (conversation) => calls.findOne({ _id: conversation }),
    async liveOf({ caseId, conversations }, now) {
      const found = await Promise.all([
        calls.find({ _id: { $in: conversations }, ...unended }).toArray(),
        calls.find({ caseId, ...unended }).toArray(),
      ]);
      const open = found.flat().toSorted((one, other) => other.startedAt - one.startedAt);
      return open.find((call) => isLive(call, now)) ?? null;
    },
    async liveAmong(cases, now) {
      const byConversation = new Map(
        cases.flatMap(({ caseId, conversation }) => (conversation ? [[conversation, caseId]] : [])),
      );
      const found = await Promise.all([
        calls.find({ caseId: { $in: cases.map(({ caseId }) => caseId) }, ...unended }).toArray(),
        calls.find({ _id: { $in: [...byConversation.keys()] }, ...unended }).toArray(),
      ]);
      const live = found.flat().filter((call) => isLive(call, now));
      return new Map(live.map((call) => [byConversation.get(call._id) ?? call.caseId ?? '', call]));
    },
    async heard(conversation, { at, busy = false }) {
      await calls.updateOne({ _id: conversation }, { $set: { heardAt: at, busy } });
    },
    async give(conversation, given) {
      await calls.updateOne(
        { _id: conversation, 'given.seq': { $not: { $gt: given.seq } } },
        { $set: { given } },
      );
    },
    async leave(conversation, at) {
      await calls.updateOne({ _id: conversation }, { $set: { leftAt: at } });
    },
    async end(conversation, at) {
      const ended = await calls.updateOne(
        { _id: conversation, ...unended },
        { $set: { endedAt: at, untold: true } },
      );
      return ended.modifiedCount === 1;
    },
    async told(conversation) {
      await calls.updateOne({ _id: conversation }, { $unset: { untold: '' } });
    },
    async unsettled(now) {
      const queries: Filter<CallRow>[] = [
        { ...unended, busy: { $ne: true }, heardAt: { $lte: now - silentAfterMs } },
        { ...unended, busy: true, heardAt: { $lte: now - longestCallMs } },
        { untold: true, endedAt: { $lte: now - tellingMs } },
      ];
      const found = await Promise.all(queries.map((query) => calls.find(query).limit(batch).toArray()));
      return found.flat();
    },
  };
}
