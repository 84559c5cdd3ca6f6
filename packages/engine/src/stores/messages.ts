import type { Collection, Db, Filter, IndexDescription } from 'mongodb';
import type { Attachment, Choice, Source } from '@throughline/flow/message';
import { createBoundedCache } from './bounded-cache.ts';
import { backOff, duplicateIndex, isDuplicateKey } from './duplicate-key.ts';
import { createJoinedCases } from './joined-cases.ts';

/** One thing said. `seq` counts the messages of a conversation from 1; what was erased leaves a gap. */
export type MessageRow = {
  _id: string;
  /** The case whose journal has it. */
  caseId: string;
  /** The case it is shown in, where it was split off from that one. */
  movedTo?: string;
  customerId: string;
  /** The id it came to, where the customer has turned out to be another. */
  cameTo?: string;
  conversation: string;
  channel: string;
  from: 'customer' | 'bot' | 'agent' | 'note';
  /** Name of the agent, as the customer and the desk see it; of who wrote in the customer's place. */
  author?: string;
  text: string;
  language?: string;
  choices?: Choice[];
  sources?: Source[];
  attachments?: Attachment[];
  /** Id of the offered choice the customer pressed. */
  choice?: string;
  /** What is kept of how it came (of a mail), in its inbox row. */
  original?: { mail: boolean; html: boolean };
  at: number;
  seq: number;
  replyTo?: string;
  delivery: Delivery;
  deliveredAt?: number;
  seenAt?: number;
  erasedAt?: number;
};

export type Delivery = 'stored' | 'delivered' | 'seen' | 'failed';

export type NewMessage = Omit<MessageRow, 'seq' | 'delivery'> & { delivery?: Delivery };

export type HeardMessage = Pick<MessageRow, 'caseId' | 'channel' | 'conversation' | 'at'>;

export type MessageStore = {
  /** Safe to run twice: the message that is there is returned as it is. */
  add(message: NewMessage): Promise<MessageRow>;
  /** Sets the case of messages that came in before their case was known. */
  attach(ids: string[], to: { caseId: string; customerId: string }): Promise<void>;
  byCase(caseId: string): Promise<MessageRow[]>;
  /** As people see these cases: with what came to them by a split, without what went. */
  shownIn(caseIds: string[]): Promise<MessageRow[]>;
  /** The newest ones of a case and those that go on in it, oldest first. */
  lastOfCase(caseId: string, limit: number): Promise<MessageRow[]>;
  byConversation(
    conversation: string,
    options?: { afterSeq?: number; limit?: number },
  ): Promise<MessageRow[]>;
  /** Where the customer was heard, newest first: the last few hundred messages over all cases. */
  heardOf(customerId: string): Promise<HeardMessage[]>;
  /** The newest message of a conversation; `caseId` is the case that goes on with it. */
  lastOf(conversation: string): Promise<MessageRow | null>;
  /** Shows messages in another case than the one that took them; in that one again, if it is the same. */
  move(ids: string[], to: string): Promise<void>;
  /** In the order of `ids`; unknown ones are left out. */
  get(ids: string[]): Promise<MessageRow[]>;
  markDelivered(ids: string[], at: number): Promise<void>;
  markSeen(ids: string[], at: number): Promise<void>;
  markFailed(ids: string[]): Promise<void>;
};

/**
 * `place` is conversation and number in one: asked for by equality, it is found by its index on every server, while the
 * compatible one reads a whole collection for a range.
 */
export type StoredMessage = MessageRow & { place: string };

export const messageIndexes: IndexDescription[] = [
  { key: { place: 1 }, unique: true },
  { key: { conversation: 1, seq: 1 } },
  { key: { caseId: 1, at: 1 } },
  { key: { movedTo: 1 }, sparse: true },
  { key: { customerId: 1 } },
  { key: { cameTo: 1 }, sparse: true },
];

const maxAttempts = 200;
const chunk = 100;
const withoutPlace = { projection: { place: 0 } };

export function createMessageStore(db: Db): MessageStore {
  const messages: Collection<StoredMessage> = db.collection('messages');
  const lastSeqs = createBoundedCache<number>({ maxEntries: 10_000 });
  const { rootOf, partsOf } = createJoinedCases(db);
  const turns = new Map<string, Promise<unknown>>();

  async function add(message: NewMessage): Promise<MessageRow> {
    const { conversation } = message;
    let last = lastSeqs.get(conversation) ?? (await lastSeq(conversation));
    for (let attempt = 1; ; attempt++) {
      const row: MessageRow = { ...message, delivery: message.delivery ?? 'stored', seq: last + 1 };
      try {
        await messages.insertOne({ ...row, place: placeOf(conversation, row.seq) });
        lastSeqs.set(conversation, row.seq);
        return row;
      } catch (error) {
        if (!isDuplicateKey(error) || attempt === maxAttempts) throw error;
        if (duplicateIndex(error) !== 'place_1') {
          const known = await messages.findOne({ _id: message._id }, withoutPlace);
          if (known) return known;
        }
      }
      // The place is taken, by another process: the next one may be free.
      last += 1;
      if (attempt % 8 === 0) last = await lastSeq(conversation);
      if (attempt > 2) await backOff(attempt);
    }
  }

  async function lastSeq(conversation: string): Promise<number> {
    const last = await messages.findOne({ conversation }, { sort: { seq: -1 }, projection: { seq: 1 } });
    return last?.seq ?? 0;
  }

  /** One writer per conversation in this process: only processes have to contend for the next number. */
  function inTurn(message: NewMessage): Promise<MessageRow> {
    const before = turns.get(message.conversation) ?? Promise.resolve();
    const mine = before.then(
      () => add(message),
      () => add(message),
    );
    turns.set(message.conversation, mine);
    const leave = () => turns.get(message.conversation) === mine && turns.delete(message.conversation);
    mine.then(leave, leave);
    return mine;
  }

  return {
    add: inTurn,
    async attach(ids, to) {
      await messages.updateMany({ _id: { $in: ids } }, { $set: to });
    },
    byCase: (caseId) => messages.find({ caseId }, withoutPlace).sort({ at: 1, seq: 1 }).toArray(),
    shownIn: (caseIds) => messages.find(shown(caseIds), withoutPlace).sort({ at: 1, seq: 1 }).toArray(),
    async lastOfCase(caseId, limit) {
      const newest = messages
        .find(shown(await partsOf(caseId)), withoutPlace)
        .sort({ at: -1, seq: -1 })
        .limit(limit);
      return (await newest.toArray()).reverse();
    },
    async byConversation(conversation, { afterSeq = 0, limit = 500 } = {}) {
      const rows: MessageRow[] = [];
      let newest = Infinity;
      for (let first = afterSeq + 1; rows.length < limit && first <= newest;) {
        const wanted = Math.min(chunk, limit - rows.length);
        const places = Array.from({ length: wanted }, (_, index) => placeOf(conversation, first + index));
        const found = await messages.find({ place: { $in: places } }, withoutPlace).toArray();
        rows.push(...found.sort((one, other) => one.seq - other.seq));
        first += wanted;
        // The end; or a gap, where a case was erased.
        if (found.length < wanted && newest === Infinity) newest = await lastSeq(conversation);
      }
      return rows;
    },
    heardOf: (customerId) =>
      messages
        .find({ customerId, from: 'customer' })
        .project<HeardMessage>({ _id: 0, caseId: 1, channel: 1, conversation: 1, at: 1 })
        .sort({ at: -1 })
        .limit(300)
        .toArray(),
    async lastOf(conversation) {
      const last = await messages.findOne({ conversation }, { sort: { seq: -1 }, ...withoutPlace });
      return last && { ...last, caseId: await rootOf(last.movedTo ?? last.caseId) };
    },
    async move(ids, to) {
      await messages.updateMany({ _id: { $in: ids }, caseId: { $ne: to } }, { $set: { movedTo: to } });
      await messages.updateMany({ _id: { $in: ids }, caseId: to }, { $unset: { movedTo: '' } });
    },
    async get(ids) {
      const found = await messages.find({ _id: { $in: ids } }, withoutPlace).toArray();
      // What another process has added meanwhile: the next one here begins after it.
      for (const { conversation, seq } of found) {
        const last = lastSeqs.get(conversation);
        if (last !== undefined && last < seq) lastSeqs.set(conversation, seq);
      }
      const byId = new Map(found.map((row) => [row._id, row]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    async markDelivered(ids, at) {
      await messages.updateMany(
        { _id: { $in: ids }, delivery: { $in: ['stored', 'failed'] } },
        { $set: { delivery: 'delivered', deliveredAt: at } },
      );
    },
    async markSeen(ids, at) {
      await messages.updateMany(
        { _id: { $in: ids }, delivery: { $ne: 'seen' } },
        { $set: { delivery: 'seen', seenAt: at } },
      );
    },
    async markFailed(ids) {
      await messages.updateMany({ _id: { $in: ids }, delivery: 'stored' }, { $set: { delivery: 'failed' } });
    },
  };
}

function shown(caseIds: string[]): Filter<StoredMessage> {
  const among = { $in: caseIds };
  return { $or: [{ caseId: among, movedTo: { $exists: false } }, { movedTo: among }] };
}

/** Where a message stands: unique, so that a number is taken once. */
function placeOf(conversation: string, seq: number): string {
  return `${conversation}#${seq}`;
}
