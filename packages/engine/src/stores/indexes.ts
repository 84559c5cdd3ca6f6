import type { Db, IndexDescription } from 'mongodb';
import { caseLinkIndexes } from './case-links.ts';
import { callbackIndexes } from './callbacks.ts';
import { callIndexes } from './calls.ts';
import { caseQuestionIndexes } from './case-questions.ts';
import { caseIndexes } from './cases.ts';
import { contentIndexes } from './contents.ts';
import { conversationIndexes } from './conversations.ts';
import { customerIndexes } from './customers.ts';
import { feedIndexes } from './feed.ts';
import { fileIndexes } from './files.ts';
import { flowDraftIndexes } from './flow-drafts.ts';
import { flowTestIndexes } from './flow-tests.ts';
import { flowVersionIndexes } from './flows.ts';
import { guestIndexes } from './guests.ts';
import { identifierIndexes } from './identifiers.ts';
import { inboxIndexes } from './inbox.ts';
import { journalContentIndexes, journalIndexes } from './journal.ts';
import { movedCaseIndexes } from './flow-moves.ts';
import { mergeIndexes } from './merges.ts';
import { messageIndexes } from './messages.ts';
import { outboxIndexes } from './outbox.ts';
import { portalSessionIndexes } from './portal-sessions.ts';
import { promiseReadingIndexes } from './promise-readings.ts';
import { proofIndexes } from './proofs.ts';
import { mailThreadIndexes } from './mail-threads.ts';
import { setAsideMailIndexes } from './set-aside-mails.ts';
import { trySlotIndexes } from './try-slots.ts';
import { userTokenIndexes } from './user-tokens.ts';
import { adminLogIndexes, userIndexes } from './users.ts';

/** Safe to run twice, and by several processes at once. */
export async function ensureIndexes(db: Db): Promise<void> {
  for (const [collection, wanted] of Object.entries(indexes))
    await db.collection(collection).createIndexes(wanted);
}

const indexes: { [collection: string]: IndexDescription[] } = {
  adminLog: adminLogIndexes,
  caseLinks: caseLinkIndexes,
  caseQuestions: caseQuestionIndexes,
  callbacks: callbackIndexes,
  calls: callIndexes,
  cases: caseIndexes,
  contents: contentIndexes,
  conversations: conversationIndexes,
  customers: customerIndexes,
  feed: feedIndexes,
  files: fileIndexes,
  flowDrafts: flowDraftIndexes,
  flowTests: flowTestIndexes,
  flowVersions: flowVersionIndexes,
  guests: guestIndexes,
  identifiers: identifierIndexes,
  inbox: inboxIndexes,
  journal: journalIndexes,
  journalContents: journalContentIndexes,
  merges: mergeIndexes,
  messages: messageIndexes,
  movedCases: movedCaseIndexes,
  outbox: outboxIndexes,
  portalSessions: portalSessionIndexes,
  promiseReadings: promiseReadingIndexes,
  proofs: proofIndexes,
  proofSlots: trySlotIndexes,
  mailThreads: mailThreadIndexes,
  setAsideMails: setAsideMailIndexes,
  users: userIndexes,
  testSlots: trySlotIndexes,
  userTokens: userTokenIndexes,
};
