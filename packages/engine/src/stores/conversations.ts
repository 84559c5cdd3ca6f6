import type { Collection, Db, IndexDescription } from 'mongodb';
import { retryDuplicate } from './duplicate-key.ts';

/**
 * The two ends of a conversation, as its provider names them. Telephone numbers and addresses stand here and nowhere else:
 * the id of a conversation, which topics, inbox rows and logs carry, says nothing about them.
 */
export type ConversationRow = {
  _id: string;
  channel: string;
  customerId?: string;
  /** The id it came to, where the customer has turned out to be another. */
  cameTo?: string;
  /** Our number, mailbox or page. */
  ours: string;
  /** The customer's number, address or id. */
  theirs: string;
  /** When the customer was last heard there; what a session window counts from. */
  heardAt?: number;
  /** The customer wants nothing more there. */
  stoppedAt?: number;
  language?: string;
  /** Of e-mail: what an answer has to carry to be part of the thread. */
  thread?: MailThread;
  erasedAt?: number;
  /** A message was sent there from the settings, to try the channel; nobody has written from there yet. */
  testedAt?: number;
};

export type MailThread = {
  subject: string;
  inReplyTo: string;
  references: string[];
  /** Who began it, where they want the answers at another address. */
  writer?: string;
};

/** What a message tells about its conversation. */
export type Reach = Pick<ConversationRow, 'ours' | 'theirs' | 'language' | 'thread'>;

export type Heard = { id: string; channel: string; customerId: string; cameTo?: string; at: number };

export type ConversationStore = {
  /** The customer was heard there. Safe to run twice and in any order: the newest message says where an answer goes. */
  heard(conversation: Reach & Heard): Promise<void>;
  /** A conversation that we begin; what is there stays. */
  open(conversation: Reach & { id: string; channel: string; customerId: string }): Promise<ConversationRow>;
  /** A place that a test goes to; what is there stays. */
  openTest(
    conversation: Pick<ConversationRow, 'channel' | 'ours' | 'theirs'> & { id: string; at: number },
  ): Promise<void>;
  /** Places of tests of longer ago, from which nobody wrote. */
  removeTests(before: number): Promise<void>;
  get(id: string): Promise<ConversationRow | null>;
  ofCustomer(customerId: string): Promise<ConversationRow[]>;
  /** The customer wants nothing more there, or something again. The later word counts. */
  consent(id: string, change: { stopped: boolean; at: number }): Promise<void>;
};

export const conversationIndexes: IndexDescription[] = [
  { key: { customerId: 1, heardAt: -1 } },
  { key: { cameTo: 1 }, sparse: true },
  { key: { testedAt: 1 }, sparse: true },
];

export function createConversationStore(db: Db): ConversationStore {
  const rows: Collection<ConversationRow & { consentAt?: number }> = db.collection('conversations');
  const shown = { projection: { consentAt: 0 } };

  async function make({ id, ...row }: { id: string } & Omit<ConversationRow, '_id'>): Promise<void> {
    await retryDuplicate(() => rows.updateOne({ _id: id }, { $setOnInsert: row }, { upsert: true }));
  }

  async function hearAgain({ id, at, ...row }: Reach & Heard): Promise<boolean> {
    const heard = { $set: { ...row, heardAt: at } };
    return (await rows.updateOne({ _id: id, heardAt: { $not: { $gt: at } } }, heard)).matchedCount === 1;
  }

  return {
    async heard({ id, at, ...row }) {
      const known = await hearAgain({ id, at, ...row });
      if (known) return;
      await make({ id, ...row, heardAt: at });
      await hearAgain({ id, at, ...row });
    },
    async open({ id, ...row }) {
      await make({ id, ...row });
      const there = await rows.findOne({ _id: id }, shown);
      if (!there) throw new Error('a conversation vanished while it was opened');
      return there;
    },
    openTest: ({ id, at, ...ends }) => make({ id, ...ends, testedAt: at }),
    async removeTests(before) {
      await rows.deleteMany({ testedAt: { $lt: before }, customerId: { $exists: false } });
    },
    get: (id) => rows.findOne({ _id: id, erasedAt: { $exists: false } }, shown),
    ofCustomer: (customerId) =>
      rows
        .find({ customerId, erasedAt: { $exists: false } }, shown)
        .sort({ heardAt: -1 })
        .toArray(),
    async consent(id, { stopped, at }) {
      const change = stopped
        ? { $set: { stoppedAt: at, consentAt: at } }
        : { $set: { consentAt: at }, $unset: { stoppedAt: '' } };
      await rows.updateOne({ _id: id, consentAt: { $not: { $gt: at } } }, change as object);
    },
  };
}
