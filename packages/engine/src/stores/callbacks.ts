import type { CallbackMiss, CallbackRequest } from '@throughline/flow/callback';
import type { Collection, Db, Filter, IndexDescription } from 'mongodb';
import { isDuplicateKey } from './duplicate-key.ts';

/**
 * A call that a case asked for. The number stands with the conversation of the same id, never here; so does the telephone of
 * an agent who talks at their own, as our end of it.
 */
export type CallbackRow = Omit<CallbackRequest, 'number'> & {
  /** `caseId:run` */
  _id: string;
  caseId: string;
  run: string;
  customerId: string;
  /** Who wants the customer called; without one, the flow does. */
  agent?: { id: string; name: string };
  /** The case of an agent's call that is not over: there is one at a time, also where two agents ask at the same moment. */
  held?: string;
  language?: string;
  /** The number is proven to be the customer's: who answers may hear what it is about. */
  known: boolean;
  /**
   * `placing`: given to the provider, or about to be; nobody knows until it says so. `talking`: somebody took it. The
   * last three are the end.
   */
  state: 'waiting' | 'placing' | 'ringing' | 'talking' | 'done' | 'missed' | 'cancelled';
  /** When it is to be tried next. */
  dueAt: number;
  changedAt: number;
  requestedAt: number;
  /** How often it was tried; the last time, and what the number is known by then. */
  tried: number;
  placedAt?: number;
  to?: string;
  callId?: string;
  /** The agent has taken it: the customer's telephone rings, or more. */
  joined?: boolean;
  reason?: CallbackMiss;
};

export type NewCallback = Pick<
  CallbackRow,
  '_id' | 'caseId' | 'run' | 'customerId' | 'agent' | 'language' | 'known' | 'requestedAt'
> &
  Omit<CallbackRequest, 'number'>;

export type CallbackStore = {
  /** Safe to run twice: the first row stays. False where another call that an agent wants for the case is under way. */
  request(callback: NewCallback): Promise<boolean>;
  get(id: string): Promise<CallbackRow | null>;
  ofCase(caseId: string): Promise<CallbackRow[]>;
  /** To be tried by now, longest waiting first. */
  due(now: number): Promise<CallbackRow[]>;
  /**
   * Nobody has said what came of it: given to the provider before `at`, or taken then by an agent who has not pressed a key;
   * talked since before `talking`.
   */
  unheard(before: { at: number; talking: number }): Promise<CallbackRow[]>;
  /** How often a number was called since a moment. */
  triesTo(to: string, since: number): Promise<number>;
  /** How many calls flows wanted before this one, in so long, of this customer or to numbers only given, that were tried or may be. */
  wantedBefore(
    callback: Pick<CallbackRow, '_id' | 'requestedAt'>,
    among: Pick<CallbackRow, 'customerId'> | Pick<CallbackRow, 'known'>,
    withinMs: number,
  ): Promise<number>;
  byCall(callId: string): Promise<CallbackRow | null>;
  /** True for exactly one caller: who may have it placed. */
  take(id: string, call: { at: number; to: string }): Promise<boolean>;
  /** The provider has it. */
  placed(id: string, callId: string): Promise<void>;
  /** Somebody took the call: the row, for this call alone; null for another call of the same request. */
  answered(id: string, callId: string, at: number): Promise<CallbackRow | null>;
  /** The agent wants the customer. */
  join(id: string, at: number): Promise<void>;
  /** To be tried again. `untried`: the provider never had it. */
  again(id: string, next: { dueAt: number; at: number; untried?: boolean }): Promise<void>;
  end(
    id: string,
    state: 'done' | 'missed' | 'cancelled',
    facts: { at: number; reason?: CallbackMiss },
  ): Promise<void>;
};

/** It was had, or never will be. */
export function isSettled({ state }: Pick<CallbackRow, 'state'>): boolean {
  return settled.includes(state);
}

const settled: CallbackRow['state'][] = ['done', 'missed', 'cancelled'];
const open: CallbackRow['state'][] = ['waiting', 'placing', 'ringing', 'talking'];

export const callbackIndexes: IndexDescription[] = [
  { key: { state: 1, dueAt: 1 } },
  { key: { caseId: 1 } },
  { key: { customerId: 1, requestedAt: 1 } },
  { key: { known: 1, requestedAt: 1 } },
  { key: { callId: 1 }, sparse: true },
  { key: { to: 1, placedAt: 1 }, sparse: true },
  { key: { held: 1 }, unique: true, sparse: true },
];

const batch = 100;

export function createCallbackStore(db: Db): CallbackStore {
  const callbacks: Collection<CallbackRow> = db.collection('callbacks');
  const underWay: Filter<CallbackRow> = { state: { $in: ['placing', 'ringing'] } };

  return {
    async request({ _id, ...callback }) {
      const { requestedAt: at, windows, agent, caseId } = callback;
      const fresh = { ...callback, state: 'waiting' as const, dueAt: windows[0]?.from ?? at, changedAt: at };
      try {
        await callbacks.insertOne({ _id, ...fresh, tried: 0, ...(agent && { held: caseId }) });
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await callbacks.findOne({ _id })) !== null;
      }
    },
    get: (id) => callbacks.findOne({ _id: id }),
    ofCase: (caseId) => callbacks.find({ caseId }).sort({ requestedAt: 1 }).toArray(),
    due: (now) =>
      callbacks
        .find({ state: 'waiting', dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(batch)
        .toArray(),
    unheard: ({ at, talking }) =>
      callbacks
        .find({
          $or: [
            { ...underWay, changedAt: { $lte: at } },
            { state: 'talking', by: 'agent', joined: { $ne: true }, changedAt: { $lte: at } },
            { state: 'talking', changedAt: { $lte: talking } },
          ],
        })
        .limit(batch)
        .toArray(),
    async triesTo(to, since) {
      const rows = await callbacks.find({ to, placedAt: { $gte: since } }).toArray();
      return rows.reduce((sum, { tried }) => sum + tried, 0);
    },
    wantedBefore: ({ _id, requestedAt }, among, withinMs) =>
      callbacks.countDocuments({
        ...among,
        agent: { $exists: false },
        $nor: [{ state: { $in: settled }, tried: 0 }],
        $or: [
          { requestedAt: { $gt: requestedAt - withinMs, $lt: requestedAt } },
          { requestedAt, _id: { $lt: _id } },
        ],
      }),
    byCall: (callId) => callbacks.findOne({ callId }),
    async take(id, { at, to }) {
      const taken = await callbacks.updateOne(
        { _id: id, state: 'waiting' },
        {
          $set: { state: 'placing', placedAt: at, changedAt: at, to },
          $inc: { tried: 1 },
          $unset: { callId: '', joined: '' },
        },
      );
      return taken.modifiedCount === 1;
    },
    async placed(id, callId) {
      await callbacks.updateOne(
        { _id: id, state: 'placing' },
        { $set: { state: 'ringing', callId, changedAt: Date.now() } },
      );
    },
    answered: (id, callId, at) =>
      callbacks.findOneAndUpdate(
        { _id: id, $or: [underWay, { state: 'talking', callId }] },
        { $set: { state: 'talking', callId, changedAt: at } },
        { returnDocument: 'after' },
      ),
    async join(id, at) {
      await callbacks.updateOne({ _id: id, state: 'talking' }, { $set: { joined: true, changedAt: at } });
    },
    async again(id, { dueAt, at, untried = false }) {
      await callbacks.updateOne(
        { _id: id, state: { $in: open } },
        { $set: { state: 'waiting', dueAt, changedAt: at }, ...(untried && { $inc: { tried: -1 } }) },
      );
    },
    async end(id, state, { at, reason }) {
      await callbacks.updateOne(
        { _id: id, state: { $in: open } },
        {
          $set: { state, changedAt: at, ...(reason !== undefined && { reason }) },
          $unset: { held: '' },
        },
      );
    },
  };
}
