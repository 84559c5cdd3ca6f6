import type { Db, IndexDescription } from 'mongodb';
import { MongoClient } from 'mongodb';
import { caseIndexes } from './cases.ts';
import { contentIndexes } from './contents.ts';
import { customerIndexes } from './customers.ts';
import { feedIndexes } from './feed.ts';
import { flowVersionIndexes } from './flows.ts';
import { identifierIndexes } from './identifiers.ts';
import { inboxIndexes } from './inbox.ts';
import { journalContentIndexes, journalIndexes } from './journal.ts';
import { messageIndexes } from './messages.ts';
import { outboxIndexes } from './outbox.ts';
import { userTokenIndexes } from './user-tokens.ts';
import { adminLogIndexes, userIndexes } from './users.ts';

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

const indexes: { [collection: string]: IndexDescription[] } = {
  adminLog: adminLogIndexes,
  cases: caseIndexes,
  contents: contentIndexes,
  customers: customerIndexes,
  feed: feedIndexes,
  flowVersions: flowVersionIndexes,
  identifiers: identifierIndexes,
  inbox: inboxIndexes,
  journal: journalIndexes,
  journalContents: journalContentIndexes,
  messages: messageIndexes,
  outbox: outboxIndexes,
  users: userIndexes,
  userTokens: userTokenIndexes,
};

/** Safe to run twice, and by several processes at once. */
export async function ensureIndexes(db: Db): Promise<void> {
  for (const [collection, wanted] of Object.entries(indexes))
    await db.collection(collection).createIndexes(wanted);
}
