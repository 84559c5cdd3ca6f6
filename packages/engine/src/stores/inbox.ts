import type { Collection, Db, IndexDescription } from 'mongodb';
import type { InboundMessage } from '../cases/gateway.ts';
import { isDuplicateKey } from './duplicate-key.ts';

/** One message as a provider delivered it; `_id` is `channel:providerMessageId`, so that a delivery counts once. */
export type InboxRow = {
  _id: string;
  channel: string;
  providerMessageId: string;
  conversation: string;
  messageId: string;
  /** All that is needed to deliver it again. */
  payload: InboundMessage;
  at: number;
  /** Of the case that it opens, if it opens one: whoever delivers it, and however often, opens the same. */
  newCaseId?: string;
  caseId?: string;
  customerId?: string;
  cameTo?: string;
  state: 'received' | 'acknowledged';
  /** The journal entry by which the case took the message. */
  acknowledgedSeq?: number;
  erasedAt?: number;
};

/** `cameTo`: the id that the message came to, where that customer has turned out to be another. */
export type Destination = { caseId: string; customerId: string; cameTo?: string };

export type InboxStore = {
  insert(row: Omit<InboxRow, '_id' | 'state'>): Promise<{ row: InboxRow; duplicate: boolean }>;
  get(id: string): Promise<InboxRow | null>;
  /**
   * Says which case the message goes to, and returns what stands: the first to say so is right. With `instead`, only a message
   * that goes to that case is given another.
   */
  attach(id: string, to: Destination, instead?: string): Promise<Destination>;
  /** By message id, which is what a case knows: the case has taken these messages at journal entry `seq`. */
  acknowledge(messageIds: string[], seq: number): Promise<void>;
  /** Oldest first, for the relay. */
  unacknowledged(query: { olderThanMs: number; now?: number }): AsyncIterable<InboxRow>;
};

export const inboxIndexes: IndexDescription[] = [
  { key: { state: 1, at: 1 } },
  { key: { messageId: 1 }, unique: true },
  { key: { caseId: 1 } },
  { key: { customerId: 1 } },
  { key: { cameTo: 1 }, sparse: true },
];

export function createInboxStore(db: Db): InboxStore {
  const inbox: Collection<InboxRow> = db.collection('inbox');
  /** By its message too: a provider may deliver one message under two names of its own. */
  async function known({ _id, messageId }: InboxRow): Promise<InboxRow | null> {
    return (await inbox.findOne({ _id })) ?? inbox.findOne({ messageId });
  }

  return {
    async insert(fields) {
      const row: InboxRow = {
        _id: `${fields.channel}:${fields.providerMessageId}`,
        ...fields,
        state: 'received',
      };
      try {
        await inbox.insertOne(row);
        return { row, duplicate: false };
      } catch (error) {
        const there = isDuplicateKey(error) ? await known(row) : null;
        if (!there) throw error;
        return { row: there, duplicate: true };
      }
    },
    get: (id) => inbox.findOne({ _id: id }),
    async attach(id, to, instead) {
      const caseId = instead ?? { $exists: false };
      const attached = await inbox.updateOne({ _id: id, caseId }, { $set: to });
      if (attached.matchedCount === 1) return to;
      const row = await inbox.findOne({ _id: id });
      return (row && destinationOf(row)) ?? to;
    },
    async acknowledge(messageIds, seq) {
      await inbox.updateMany(
        { messageId: { $in: messageIds } },
        { $set: { state: 'acknowledged', acknowledgedSeq: seq } },
      );
    },
    unacknowledged: ({ olderThanMs, now = Date.now() }) =>
      inbox.find({ state: 'received', at: { $lte: now - olderThanMs } }).sort({ at: 1 }),
  };
}

/** Where it goes, once that is known. */
export function destinationOf({ caseId, customerId, cameTo }: InboxRow): Destination | undefined {
  if (!caseId || !customerId) return undefined;
  return { caseId, customerId, ...(cameTo !== undefined && { cameTo }) };
}
