import type { Db } from 'mongodb';
import { MongoClient } from 'mongodb';
import { derivedKey } from '../crypto/derived-ids.ts';
import type { SealKey } from '../crypto/seal.ts';
import type { CallbackStore } from './callbacks.ts';
import { createCallbackStore } from './callbacks.ts';
import type { CallStore } from './calls.ts';
import { createCallStore } from './calls.ts';
import type { CaseLinkStore } from './case-links.ts';
import { createCaseLinks } from './case-links.ts';
import type { CaseQuestionStore } from './case-questions.ts';
import { createCaseQuestionStore } from './case-questions.ts';
import type { CaseStore } from './cases.ts';
import { createCaseStore } from './cases.ts';
import type { ContentStore } from './contents.ts';
import { createContentStore } from './contents.ts';
import type { ConversationStore } from './conversations.ts';
import { createConversationStore } from './conversations.ts';
import type { CredentialStore } from './credentials.ts';
import { createCredentialStore } from './credentials.ts';
import type { CustomerStore } from './customers.ts';
import { createCustomerStore } from './customers.ts';
import type { Eraser } from './erase.ts';
import { createEraser } from './erase.ts';
import type { FeedStore } from './feed.ts';
import { createFeedStore } from './feed.ts';
import type { FileStore } from './files.ts';
import { createFileStore } from './files.ts';
import type { FlowTestStore } from './flow-tests.ts';
import { createFlowTestStore } from './flow-tests.ts';
import type { FlowDraftStore } from './flow-drafts.ts';
import { createFlowDraftStore } from './flow-drafts.ts';
import type { FlowMoveStore } from './flow-moves.ts';
import { createFlowMoves } from './flow-moves.ts';
import type { FlowStore } from './flows.ts';
import { createFlowStore } from './flows.ts';
import type { IdleCustomers } from './idle-customers.ts';
import { createIdleCustomers } from './idle-customers.ts';
import type { InboxStore } from './inbox.ts';
import { createInboxStore } from './inbox.ts';
import type { JournalStore } from './journal.ts';
import { createJournalStore } from './journal.ts';
import type { KeyStore } from './keys.ts';
import { createKeyStore } from './keys.ts';
import type { MailThreadStore } from './mail-threads.ts';
import { createMailThreadStore } from './mail-threads.ts';
import type { MatchStore } from './matches.ts';
import { createMatches } from './matches.ts';
import { createNoteMerge } from './note-merge.ts';
import type { MessageStore } from './messages.ts';
import { createMessageStore } from './messages.ts';
import type { OutboxStore } from './outbox.ts';
import { createOutboxStore } from './outbox.ts';
import type { PolicyStore } from './policies.ts';
import { createPolicyStore } from './policies.ts';
import type { PortalSessionStore } from './portal-sessions.ts';
import { createPortalSessionStore } from './portal-sessions.ts';
import type { PromiseReadingStore } from './promise-readings.ts';
import { createPromiseReadingStore } from './promise-readings.ts';
import type { RetentionStore } from './retention.ts';
import { createRetentionStore } from './retention.ts';
import type { SetAsideMailStore } from './set-aside-mails.ts';
import { createSetAsideMailStore } from './set-aside-mails.ts';
import type { TrySlots } from './try-slots.ts';
import { createTrySlots, slotsOf } from './try-slots.ts';
import type { UserStore } from './users.ts';
import { createUserStore } from './users.ts';
import { identityRulesOf } from '../identity/identity-rules.ts';
import { ensureIndexes } from './indexes.ts';

export type Database = { db: Db; client: MongoClient; close(): Promise<void> };

/** Connects and makes sure of the indexes. Every wait has an end: an answer late by 10 s is an error. */
export async function connectDatabase(url: string, name: string): Promise<Database> {
  const client = new MongoClient(url, {
    appName: 'throughline',
    serverSelectionTimeoutMS: 10_000,
    connectTimeoutMS: 10_000,
    socketTimeoutMS: 30_000,
    waitQueueTimeoutMS: 10_000,
    ignoreUndefined: true,
  });
  try {
    await client.connect();
    const db = client.db(name);
    await ensureIndexes(db);
    return { db, client, close: () => client.close() };
  } catch (error) {
    await client.close();
    throw error;
  }
}

export type Stores = {
  callbacks: CallbackStore;
  calls: CallStore;
  caseLinks: CaseLinkStore;
  caseQuestions: CaseQuestionStore;
  cases: CaseStore;
  contents: ContentStore;
  conversations: ConversationStore;
  credentials: CredentialStore;
  customers: CustomerStore;
  eraser: Eraser;
  feed: FeedStore;
  files: FileStore;
  flowDrafts: FlowDraftStore;
  flowMoves: FlowMoveStore;
  flows: FlowStore;
  flowTests: FlowTestStore;
  idleCustomers: IdleCustomers;
  inbox: InboxStore;
  journal: JournalStore;
  keys: KeyStore;
  mailThreads: MailThreadStore;
  matches: MatchStore;
  messages: MessageStore;
  outbox: OutboxStore;
  policies: PolicyStore;
  portalSessions: PortalSessionStore;
  promiseReadings: PromiseReadingStore;
  retention: RetentionStore;
  setAsideMails: SetAsideMailStore;
  /** Of messages that try a channel. */
  testSlots: TrySlots;
  users: UserStore;
};

/** The stores of one database. `masterKey` wraps the keys of cases and seals credentials (see `masterKeyFrom`). */
export function createStores({ db, masterKey }: { db: Db; masterKey: SealKey }): Stores {
  const keys = createKeyStore(db, masterKey);
  const files = createFileStore(db, keys);
  const policies = createPolicyStore(db);
  const [cases, feed, users] = [createCaseStore(db, keys), createFeedStore(db), createUserStore(db)];
  const customers = createCustomerStore(db, {
    identityRules: identityRulesOf(policies),
    noteMerge: createNoteMerge({ cases, feed, users }),
  });
  return {
    callbacks: createCallbackStore(db),
    calls: createCallStore(db),
    caseLinks: createCaseLinks(db),
    caseQuestions: createCaseQuestionStore(db, keys),
    cases,
    contents: createContentStore(db, keys),
    conversations: createConversationStore(db),
    credentials: createCredentialStore(db, masterKey),
    customers,
    eraser: createEraser(db, keys, files),
    feed,
    files,
    flowDrafts: createFlowDraftStore(db),
    flowMoves: createFlowMoves(db),
    flows: createFlowStore(db),
    flowTests: createFlowTestStore(db),
    idleCustomers: createIdleCustomers(db),
    inbox: createInboxStore(db),
    journal: createJournalStore(db, keys),
    keys,
    mailThreads: createMailThreadStore(db),
    matches: createMatches({ db, masterKey: masterKey.bytes, customers }),
    messages: createMessageStore(db),
    outbox: createOutboxStore(db),
    policies,
    portalSessions: createPortalSessionStore(db),
    promiseReadings: createPromiseReadingStore(db),
    retention: createRetentionStore(db),
    setAsideMails: createSetAsideMailStore(db),
    testSlots: createTrySlots(slotsOf(db, 'testSlots'), derivedKey(masterKey.bytes, 'test messages')),
    users,
  };
}
