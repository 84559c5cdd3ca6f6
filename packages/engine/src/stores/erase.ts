import type { Db, UpdateFilter } from 'mongodb';
import type { CaseRow, SnapshotRow } from './cases.ts';
import type { ContentRow } from './contents.ts';
import type { CustomerRow } from './customers.ts';
import type { FeedRow } from './feed-event.ts';
import type { IdentifierRow } from './identifiers.ts';
import type { InboxRow } from './inbox.ts';
import type { JournalContentRow } from './journal.ts';
import type { KeyStore } from './keys.ts';
import type { StoredMessage } from './messages.ts';
import type { OutboxRow } from './outbox.ts';

/**
 * Erases what people said and who they are, and the keys; what remains is that something happened, and when. The journal's
 * chain still verifies. Safe to run twice, and to run again after it was stopped anywhere. Close a case before: its
 * workflow cannot read its own history any more.
 */
export type Eraser = {
  eraseCase(caseId: string, at: number): Promise<void>;
  /** The customer, with all cases. */
  eraseCustomer(customerId: string, at: number): Promise<{ cases: string[] }>;
};

export function createEraser(db: Db, keys: KeyStore): Eraser {
  const cases = db.collection<CaseRow>('cases');
  const messages = db.collection<StoredMessage>('messages');
  const inbox = db.collection<InboxRow>('inbox');
  const outbox = db.collection<OutboxRow>('outbox');
  const customers = db.collection<CustomerRow>('customers');
  const identifiers = db.collection<IdentifierRow>('identifiers');

  async function eraseCase(caseId: string, at: number): Promise<void> {
    // The key first: from here on nothing that it sealed can be read, wherever copies of it may lie.
    await keys.erase(caseId, at);
    await Promise.all([
      db.collection<ContentRow>('contents').deleteMany({ caseId }),
      db.collection<JournalContentRow>('journalContents').deleteMany({ caseId }),
      db.collection<SnapshotRow>('caseSnapshots').deleteMany({ _id: caseId }),
      db
        .collection<FeedRow>('feed')
        .updateMany({ topics: `case:${caseId}` }, { $set: { type: erased, data: {} } }),
      messages.updateMany({ caseId }, erasedMessage(at)),
      inbox.updateMany({ caseId }, { $set: { erasedAt: at, conversation: erased }, $unset: { payload: '' } }),
      outbox.updateMany({ caseId }, erasedSend(at)),
      cases.updateOne({ _id: caseId }, erasedCase(at)),
    ]);
    await renameConversations(caseId);
  }

  /** A conversation can be a telephone number. Its messages keep their places, each in a conversation of its own. */
  async function renameConversations(caseId: string): Promise<void> {
    const named = await messages
      .find({ caseId, conversation: { $not: /^erased:/ } }, { projection: { _id: 1 } })
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
      const rows = await cases.find({ customerId }, { projection: { _id: 1 } }).toArray();
      for (const { _id } of rows) await eraseCase(_id, at);
      const link = { links: { customerId } };
      await identifiers.updateMany({ 'links.customerId': customerId }, { $pull: link });
      await identifiers.updateMany({ verified: customerId }, { $unset: { verified: '' } });
      await identifiers.updateMany({ claimed: customerId }, { $unset: { claimed: '' } });
      await identifiers.deleteMany({ links: { $size: 0 } });
      await customers.updateOne(
        { _id: customerId },
        { $set: { erasedAt: at, updatedAt: at }, $unset: { name: '', language: '', facts: '' } },
      );
      return { cases: rows.map(({ _id }) => _id) };
    },
  };
}

const erased = 'erased';

function erasedMessage(at: number): UpdateFilter<StoredMessage> {
  return {
    $set: { text: '', erasedAt: at },
    $unset: { choices: '', sources: '', attachments: '', choice: '', author: '' },
  };
}

function erasedSend(at: number): UpdateFilter<OutboxRow> {
  return {
    $set: { text: '', conversation: erased, erasedAt: at },
    $unset: { choices: '', sources: '', author: '' },
  };
}

function erasedCase(at: number): UpdateFilter<CaseRow> {
  return {
    $set: { conversation: erased, tags: [], erasedAt: at },
    $unset: { brief: '', lastMessage: '', suggestion: '', closeReason: '' },
  };
}
