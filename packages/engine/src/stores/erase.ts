import type { Db, UpdateFilter } from 'mongodb';
import type { CallRow } from './calls.ts';
import type { CaseQuestionsRow } from './case-questions.ts';
import type { CaseRow, SnapshotRow } from './cases.ts';
import type { ContentRow } from './contents.ts';
import type { ConversationRow } from './conversations.ts';
import { createCustomerGroups } from './customer-groups.ts';
import type { CustomerRow } from './customers.ts';
import type { FeedRow } from './feed-event.ts';
import type { FileStore } from './files.ts';
import type { GuestRow } from './guests.ts';
import type { IdentifierRow } from './identifiers.ts';
import type { InboxRow } from './inbox.ts';
import type { JournalContentRow } from './journal.ts';
import type { KeyStore } from './keys.ts';
import type { MergeRow } from './merges.ts';
import type { StoredMessage } from './messages.ts';
import { createOpenCases } from './open-cases.ts';
import type { OutboxRow } from './outbox.ts';
import type { PortalSessionRow } from './portal-sessions.ts';
import type { PromiseReadingRow } from './promise-readings.ts';
import type { ProofRow } from './proofs.ts';
import type { MailThreadRow } from './mail-threads.ts';
import type { SetAsideMailRow } from './set-aside-mails.ts';

/**
 * Erases what people said and who they are, and the keys; what remains is that something happened, and when. The journal's
 * chain still verifies. Safe to run twice, and to run again after it was stopped anywhere. Close a case before: its
 * workflow cannot read its own history any more. What the case had not taken yet is left for the customer's next one.
 */
export type Eraser = {
  eraseCase(caseId: string, at: number): Promise<void>;
  /** The customer, with all cases, and with whoever turned out to be them. */
  eraseCustomer(customerId: string, at: number): Promise<{ cases: string[] }>;
  /** As `eraseCustomer`, unless one of them has an open case by now: then whoever is left stays. False where it stopped. */
  eraseIdleCustomer(customerId: string, at: number): Promise<boolean>;
};

export function createEraser(db: Db, keys: KeyStore, files: Pick<FileStore, 'eraseCase'>): Eraser {
  const cases = db.collection<CaseRow>('cases');
  const messages = db.collection<StoredMessage>('messages');
  const inbox = db.collection<InboxRow>('inbox');
  const outbox = db.collection<OutboxRow>('outbox');
  const customers = db.collection<CustomerRow>('customers');
  const identifiers = db.collection<IdentifierRow>('identifiers');
  const conversations = db.collection<ConversationRow>('conversations');
  const openCases = createOpenCases(customers);

  async function eraseCase(caseId: string, at: number): Promise<void> {
    const row = await cases.findOne({ _id: caseId }, { projection: { customerId: 1 } });
    // The key first: from here on nothing that it sealed can be read, wherever copies of it may lie.
    await keys.erase(caseId, at);
    const waiting = await notYetTaken(caseId);
    await files.eraseCase(caseId, waiting, at);
    await Promise.all([
      db.collection<ContentRow>('contents').deleteMany({ caseId }),
      db.collection<PromiseReadingRow>('promiseReadings').deleteMany({ caseId }),
      db.collection<JournalContentRow>('journalContents').deleteMany({ caseId }),
      db.collection<SnapshotRow>('caseSnapshots').deleteMany({ _id: caseId }),
      db.collection<CaseQuestionsRow>('caseQuestions').deleteMany({ _id: caseId }),
      db
        .collection<FeedRow>('feed')
        .updateMany({ topics: `case:${caseId}` }, { $set: { type: erased, data: {} } }),
      messages.updateMany({ caseId, _id: { $nin: waiting } }, erasedMessage(at)),
      inbox.updateMany({ caseId, state: 'acknowledged' }, erasedInbox(at)),
      outbox.updateMany({ caseId }, erasedSend(at)),
      cases.updateOne({ _id: caseId }, erasedCase(at)),
    ]);
    await renameConversations(caseId, waiting);
    if (row) await openCases.forgetCase(row.customerId, caseId);
  }

  /** Messages that came while the case was being erased: they belong to the customer's next one. */
  async function notYetTaken(caseId: string): Promise<string[]> {
    const rows = await inbox.find({ caseId, state: 'received' }, { projection: { messageId: 1 } }).toArray();
    return rows.map(({ messageId }) => messageId);
  }

  /** A conversation can be a telephone number. Its messages keep their places, each in a conversation of its own. */
  async function renameConversations(caseId: string, waiting: string[]): Promise<void> {
    const named = await messages
      .find(
        { caseId, _id: { $nin: waiting }, conversation: { $not: /^erased:/ } },
        { projection: { _id: 1 } },
      )
      .toArray();
    if (named.length === 0) return;
    await messages.bulkWrite(
      named.map(({ _id }) => ({
        updateOne: {
          filter: { _id },
          update: { $set: { conversation: `${erased}:${_id}`, place: `${erased}:${_id}` } },
        },
      })),
      { ordered: false },
    );
  }

  return {
    eraseCase,
    async eraseCustomer(customerId, at) {
      const [, ...merged] = await createCustomerGroups(customers).closure(customerId);
      const erasedCases: string[] = [];
      for (const id of [...merged, customerId]) erasedCases.push(...(await eraseOne(id, at)));
      return { cases: erasedCases };
    },

    async eraseIdleCustomer(customerId, at) {
      const [, ...merged] = await createCustomerGroups(customers).closure(customerId);
      for (const id of [...merged, customerId]) {
        // Asked of each again: the ones before took their time, and somebody may write meanwhile.
        if (await hasOpenCase(id)) return false;
        await eraseOne(id, at);
      }
      return true;
    },
  };

  async function hasOpenCase(customerId: string): Promise<boolean> {
    const [row, customer] = await Promise.all([
      cases.findOne({ customerId, owner: { $ne: 'nobody' } }, { projection: { _id: 1 } }),
      customers.findOne({ _id: customerId, 'open.0': { $exists: true } }, { projection: { _id: 1 } }),
    ]);
    return row !== null || customer !== null;
  }

  async function eraseOne(customerId: string, at: number): Promise<string[]> {
    const rows = await cases.find({ customerId }, { projection: { _id: 1 } }).toArray();
    for (const { _id } of rows) await eraseCase(_id, at);
    const theirs = await conversations.find({ customerId }, { projection: { _id: 1 } }).toArray();
    const conversationsOf = { $in: theirs.map(({ _id }) => _id) };
    await db.collection<MailThreadRow>('mailThreads').deleteMany({ conversation: conversationsOf });
    await db
      .collection<SetAsideMailRow>('setAsideMails')
      .deleteMany({ $or: [{ conversation: conversationsOf }, { from: { $in: await mailsOf(customerId) } }] });
    await db.collection<CallRow>('calls').deleteMany({ _id: conversationsOf });
    await conversations.deleteMany({ customerId });
    // What no case took, such as the word STOP.
    const caseless = [{ cameTo: customerId }, { customerId, cameTo: { $exists: false } }];
    await inbox.updateMany({ $or: caseless, state: 'acknowledged' }, erasedInbox(at));
    await eraseIdentifiers(customerId);
    await db.collection<GuestRow>('guests').deleteMany({ customerId });
    await db.collection<ProofRow>('proofs').deleteMany({ $or: [{ customerId }, { holder: customerId }] });
    await db.collection<PortalSessionRow>('portalSessions').deleteMany({ customerId });
    await db
      .collection<MergeRow>('merges')
      .updateMany(
        { $or: [{ from: customerId }, { into: customerId }] },
        { $set: { reason: erased, evidence: erased, erasedAt: at } },
      );
    await db
      .collection<MergeRow>('merges')
      .updateMany(
        { $or: [{ from: customerId }, { into: customerId }], undone: { $exists: true } },
        { $set: { 'undone.reason': erased } },
      );
    await customers.updateOne(
      { _id: customerId },
      { $set: { erasedAt: at, updatedAt: at }, $unset: { name: '', nameKey: '', language: '', facts: '' } },
    );
    return rows.map(({ _id }) => _id);
  }

  /** Addresses that are proven to be theirs: anybody can claim another's. */
  async function mailsOf(customerId: string): Promise<string[]> {
    const proven = [{ verified: customerId }, { provenBy: customerId }];
    const rows = await identifiers
      .find({ kind: 'email', 'links.customerId': customerId, $or: proven })
      .toArray();
    return rows.map(({ value }) => value);
  }

  /** Their links go last: by them the rows are found again. */
  async function eraseIdentifiers(customerId: string): Promise<void> {
    const theirs = { 'links.customerId': customerId };
    // That a number is shared stays known.
    const ofOthers = { $elemMatch: { customerId: { $ne: customerId } } };
    await identifiers.deleteMany({ ...theirs, links: { $not: ofOthers }, shared: { $exists: false } });
    await identifiers.updateMany(
      { ...theirs, verified: customerId },
      { $unset: { verified: '', seenAt: '' } },
    );
    await identifiers.updateMany({ ...theirs, provenBy: customerId }, { $pull: { provenBy: customerId } });
    await identifiers.updateMany(theirs, { $pull: { links: { customerId } } });
  }
}

const erased = 'erased';

function erasedInbox(at: number): UpdateFilter<InboxRow> {
  return { $set: { erasedAt: at, conversation: erased }, $unset: { payload: '' } };
}

function erasedMessage(at: number): UpdateFilter<StoredMessage> {
  return {
    $set: { text: '', erasedAt: at },
    $unset: { choices: '', sources: '', attachments: '', choice: '', author: '', original: '' },
  };
}

function erasedSend(at: number): UpdateFilter<OutboxRow> {
  return {
    $set: { text: '', conversation: erased, erasedAt: at },
    $unset: { choices: '', sources: '', attachments: '', author: '' },
  };
}

function erasedCase(at: number): UpdateFilter<CaseRow> {
  return {
    $set: { conversation: erased, tags: [], erasedAt: at },
    $unset: { brief: '', lastMessage: '', suggestion: '', closeReason: '' },
  };
}
