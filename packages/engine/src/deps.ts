import { ChromaClient } from 'chromadb';
import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Gateway } from './cases/case-gateway.ts';
import { createCaseGateway } from './cases/case-gateway.ts';
import { createFailSend } from './cases/fail-send.ts';
import { createFindElsewhere } from './cases/find-elsewhere.ts';
import type { FetchFiles } from './cases/fetch-files.ts';
import { createFetchFiles } from './cases/fetch-files.ts';
import { createHandOver } from './cases/hand-over.ts';
import type { HandOverLines } from './cases/hand-over-lines.ts';
import { createHandOverLines } from './cases/hand-over-lines.ts';
import type { Places } from './cases/places.ts';
import { createPlaces } from './cases/places.ts';
import type { TakeReceipt } from './cases/take-receipt.ts';
import { createTakeReceipt } from './cases/take-receipt.ts';
import type { EmailDeps } from './channels/email.ts';
import type { Channels } from './channels/index.ts';
import { createChannels } from './channels/index.ts';
import type { SettleCallback } from './channels/voice/settle-callback.ts';
import { createSettleCallback } from './channels/voice/settle-callback.ts';
import type { VisitorTokens } from './channels/visitor-tokens.ts';
import { createVisitorTokens } from './channels/visitor-tokens.ts';
import type { Config } from './config-schema.ts';
import { createConversationIds } from './crypto/derived-ids.ts';
import { dataConverter } from './crypto/data-converter.ts';
import { createFileLinks } from './files/file-links.ts';
import { createKnowledge } from './knowledge/knowledge.ts';
import type { Knowledge } from './knowledge/knowledge-api.ts';
import { createMailNames } from './mail/mail-names.ts';
import type { MailReader } from './mail/mail-reader.ts';
import { createMailReader } from './mail/mail-reader.ts';
import { createSmtpSender } from './mail/smtp-sender.ts';
import { createCodeSender } from './identity/send-codes.ts';
import type { Answerer } from './models/answerer.ts';
import type { Embedder } from './models/embedder.ts';
import { likenessBy } from './models/embedder.ts';
import { createModels } from './models/create-models.ts';
import type { UsageTotals } from './models/usage-totals.ts';
import { createUsageTotals } from './models/usage-totals.ts';
import type { PortalCustomers } from './portal/portal-customer.ts';
import { createPortalCustomers } from './portal/portal-customer.ts';
import type { Stores } from './stores/database.ts';
import { connectDatabase, createStores } from './stores/database.ts';
import type { Proofs } from './stores/proofs.ts';
import { createProofs } from './stores/proofs.ts';
import { signalCallback, signalFailedSend } from './temporal/case-handle.ts';
import { connectClient } from './temporal/connect.ts';

/** Everything that the API and the worker are made of; the only place that knows the implementations. */
export type Deps = {
  config: Config;
  log: Logger;
  stores: Stores;
  temporal: Client;
  dataConverter: DataConverter;
  knowledge: Knowledge;
  answerer: Answerer;
  embedder: Embedder;
  /** Of paid models since the process began, beside what cases used. */
  usage: UsageTotals;
  tokens: VisitorTokens;
  proofs: Proofs;
  portalCustomers: PortalCustomers;
  gateway: Gateway;
  channels: Channels;
  places: Places;
  lines: HandOverLines;
  fetchFiles: FetchFiles;
  takeReceipt: TakeReceipt;
  settleCallback: SettleCallback;
  close(): Promise<void>;
};

/** A process that stops waits for providers no longer: a mail server may take minutes. What is left is the relay's. */
const lastWordsMs = 10_000;

export async function createDeps(config: Config, log: Logger): Promise<Deps> {
  const database = await connectDatabase(config.mongodb.url, config.mongodb.database);
  const stores = createStores({ db: database.db, masterKey: config.masterKey });
  const converter = dataConverter({ keys: stores.keys });
  const usage = createUsageTotals();
  const { embedder, answerer } = await createModels(config, usage.add);
  const [temporal, knowledge] = await Promise.all([
    connectClient(config.temporal, converter),
    createKnowledge({
      db: database.db,
      chroma: chromaClient(config.chroma.url),
      embedder,
      warn: (text, error) => log.warn({ error: error instanceof Error ? error.message : 'unknown' }, text),
      info: (text, facts) =>
        log.info({ ...facts, ...(usage.read().calls > 0 && { usage: usage.read() }) }, text),
    }),
  ]);
  const tokens = createVisitorTokens({ masterKey: config.masterKey.bytes });
  const portalCustomers = createPortalCustomers({
    ...{ stores, masterKey: config.masterKey.bytes, publicUrl: config.publicUrl },
  });
  const conversationIds = createConversationIds(config.masterKey.bytes);
  const mails = createMailReader();
  const stopping = new AbortController();
  const email = emailDeps(config, stores, mails, stopping.signal);
  const channels = createChannels({
    config: config.channels,
    publicUrl: config.publicUrl,
    tokens,
    portalCustomers,
    feed: stores.feed,
    conversations: stores.conversations,
    outbox: stores.outbox,
    files: stores.files,
    conversationIds,
    ...(email && { email }),
    calls: stores.calls,
  });
  const proofs = createProofs({
    db: database.db,
    masterKey: config.masterKey.bytes,
    customers: stores.customers,
    codes: createCodeSender({ channels: config.channels, log, ...(email && { mail: email }) }),
  });
  const places = createPlaces({ stores, channels, conversationIds });
  const { taskQueue } = config.temporal;
  const failSend = createFailSend({
    stores,
    findElsewhere: createFindElsewhere({ stores, places }),
    tellCase: (caseId, event) => signalFailedSend(temporal, { caseId, taskQueue, event }),
  });
  const handOver = createHandOver({
    ...{ stores, channels, failSend, log },
    fileLink: createFileLinks({ masterKey: config.masterKey.bytes, publicUrl: config.publicUrl }).linkTo,
  });
  const lines = createHandOverLines({ handOver, channels, log });
  const fetchFiles = createFetchFiles({ stores, channels, log });
  const gateway = createCaseGateway({
    ...{ stores, temporal, taskQueue, log, likeness: likenessBy(embedder), flowId: config.flowId },
    fetchFiles: fetchFiles.soon,
  });
  return {
    config,
    log,
    stores,
    temporal,
    dataConverter: converter,
    knowledge,
    answerer,
    embedder,
    usage,
    tokens,
    proofs,
    portalCustomers,
    gateway,
    channels,
    places,
    lines,
    fetchFiles,
    takeReceipt: createTakeReceipt({ stores, failSend }),
    settleCallback: createSettleCallback({
      stores,
      tellCase: (caseId, event) => signalCallback(temporal, caseId, event),
    }),
    async close() {
      await Promise.all([gateway.idle(lastWordsMs), lines.idle(lastWordsMs)]);
      stopping.abort();
      await proofs.settled();
      await mails.close();
      await knowledge.close();
      await temporal.connection.close();
      await database.close();
    },
  };
}

function emailDeps(
  { channels: { email }, masterKey }: Config,
  stores: Stores,
  { read }: MailReader,
  stopping: AbortSignal,
): EmailDeps | undefined {
  return (
    email && {
      config: email,
      readMail: read,
      names: createMailNames(masterKey.bytes),
      conversations: stores.conversations,
      conversationIds: createConversationIds(masterKey.bytes),
      mailThreads: stores.mailThreads,
      files: stores.files,
      customers: stores.customers,
      messages: stores.messages,
      cases: stores.cases,
      sendMail: createSmtpSender(email.smtpUrl, stopping),
    }
  );
}

function chromaClient(url: string): ChromaClient {
  const { protocol, hostname, port } = new URL(url);
  const ssl = protocol === 'https:';
  return new ChromaClient({ host: hostname, port: port === '' ? (ssl ? 443 : 80) : Number(port), ssl });
}
