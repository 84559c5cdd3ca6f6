import type { Db, UpdateFilter } from 'mongodb';
import type { CaseQuestionsRow } from './case-questions.ts';
import type { CaseRow, SnapshotRow } from './cases.ts';
import type { ContentRow } from './contents.ts';
import type { CustomerRow } from './customers.ts';
import { erased, erasedInbox } from './erased-rows.ts';
import type { FeedRow } from './feed-event.ts';
import type { FileStore } from './files.ts';
import type { InboxRow } from './inbox.ts';
import type { JournalContentRow } from './journal.ts';
import type { KeyStore } from './keys.ts';
import type { StoredMessage } from './messages.ts';
import { createOpenCases } from './open-cases.ts';
import type { OutboxRow } from './outbox.ts';
import type { PromiseReadingRow } from './promise-readings.ts';

/** What was said in a case goes, and its key; that it was there, and its journal's chain, stay. Safe to run again. */
export function createEraseCase(db: Db, keys: KeyStore, files: Pick<FileStore, 'eraseCase'>) {
  const cases = db.collection<CaseRow>('cases');
  const messages = db.collection<StoredMessage>('messages');
  const inbox = db.collection<InboxRow>('inbox');
  const outbox = db.collection<OutboxRow>('outbox');
  const openCases = createOpenCases(db.collection<CustomerRow>('customers'));

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

  return eraseCase;
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
