import { compile } from '@throughline/flow/compile';
import { catalogue } from '@throughline/nodes/catalogue';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { RunApi } from '@throughline/engine/api/run-api';
import { runApi } from '@throughline/engine/api/run-api';
import { loadConfig } from '@throughline/engine/config';
import { freePort } from '@throughline/engine/local/free-port';
import { scriptedFlow, scriptedNode } from '@throughline/engine/testing/case-runtime';
import type { TestDatabase } from '@throughline/engine/testing/database';
import { testDatabase } from '@throughline/engine/testing/database';
import { deliver } from './email-parts.ts';
import { mailFixture } from './mail-fixture.ts';

/** The API process as an installation runs it: what the environment says decides whether it takes mail. */
let database: TestDatabase;
let api: RunApi;
let port: number;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  const plan = compile(scriptedFlow(), { ...catalogue, scripted: scriptedNode });
  const { hash } = plan.flow;
  await database.stores.flows.publish({ flow: scriptedFlow(), hash, plan, author: 'test', at: Date.now() });
  port = await freePort();
  const loaded = loadConfig({
    THROUGHLINE_TEMPORAL_ADDRESS: inject('temporalAddress'),
    THROUGHLINE_MONGODB_URL: inject('mongodbUrl'),
    THROUGHLINE_MONGODB_DATABASE: database.name,
    THROUGHLINE_CHROMA_URL: inject('chromaUrl'),
    THROUGHLINE_MASTER_KEY: Buffer.from(database.masterKey.bytes).toString('base64'),
    THROUGHLINE_EMBEDDING_MODEL_DIR: inject('embeddingModelDir'),
    THROUGHLINE_FLOW: 'scripted',
    THROUGHLINE_HOST: '127.0.0.1',
    THROUGHLINE_PORT: String(await freePort()),
    THROUGHLINE_METRICS_TOKEN: 'a-token-for-this-test',
    THROUGHLINE_LOG_LEVEL: 'silent',
    EMAIL_ADDRESS: 'support@example.com',
    EMAIL_SMTP_URL: 'smtp://127.0.0.1:9',
    EMAIL_LISTEN_HOST: '127.0.0.1',
    EMAIL_LISTEN_PORT: String(port),
    EMAIL_AUTHSERV_ID: 'mx.example.com',
    EMAIL_CHECKED_BY: '127.0.0.1',
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  api = await runApi(loaded.config);
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

test('takes mail, opens a case, counts both kinds, and stops taking when it stops', async () => {
  expect((await deliver(port, mailFixture('dmarc-pass'))).code).toBe(250);
  expect((await deliver(port, mailFixture('list'))).code).toBe(250);
  expect((await deliver(port, mailFixture('gmail-en'), { to: ['x@example.com'] })).code).toBe(550);
  const rows = await database.db.collection('messages').find({}).toArray();
  expect(rows).toMatchObject([{ channel: 'email', text: 'Where is my order?', from: 'customer' }]);
  const kase = await database.stores.cases.get(String(rows[0]?.['caseId']));
  expect(kase).toMatchObject({ channel: 'email', owner: 'flow' });
  const metrics = await fetch(`http://127.0.0.1:${api.port}/metrics`, {
    headers: { Authorization: 'Bearer a-token-for-this-test' },
  });
  const text = await metrics.text();
  expect(text).toContain('throughline_channel_messages_total{channel="email",outcome="received"} 1');
  expect(text).toContain('throughline_channel_messages_total{channel="email",outcome="list"} 1');
  await api.stop();
  expect((await deliver(port, mailFixture('gmail-en'))).code).toBe(0);
});
