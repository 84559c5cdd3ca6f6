import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
  });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

it('the mail that a message came as is saved by staff, and never shown as a page', async () => {
  const { inbox } = database.stores;
  const providerMessageId = randomUUID();
  const [messageId, conversation, at] = [`email:${providerMessageId}`, randomUUID(), Date.now()];
  const mail = 'From: a@b.example\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>';
  const original = { mail: Buffer.from(mail).toString('base64'), bytes: mail.length };
  const of = { channel: 'email', providerMessageId, conversation, messageId, at };
  await inbox.insert({ ...of, payload: { ...of, text: 'x', identifiers: [], original } });
  const { bearer } = await api.signIn('agent');
  const ask = (id: string, as: Record<string, string> = bearer) =>
    api.call('GET', `/api/messages/${id}/original`, undefined, as);
  expect((await ask(messageId)).status).toBe(404);
  await inbox.attach(messageId, { caseId: randomUUID(), customerId: 'c' });
  const { status, text, headers } = await ask(messageId);
  expect([status, text]).toEqual([200, mail]);
  expect(headers.get('content-disposition')).toMatch(/^attachment/);
  expect(headers.get('content-security-policy')).toContain('sandbox');
  expect((await ask('email:unknown')).status).toBe(404);
  expect((await ask(messageId, {})).status).toBe(401);
});

it('what the mail looked like is shown in a frame where nothing runs, fetches or leads anywhere', async () => {
  const { inbox } = database.stores;
  const { bearer } = await api.signIn('agent');
  const keep = async (original: { bytes: number; html?: string }) => {
    const providerMessageId = randomUUID();
    const of = { channel: 'email', providerMessageId, conversation: randomUUID(), at: Date.now() };
    const messageId = `email:${providerMessageId}`;
    const payload = { ...of, messageId, text: 'x', identifiers: [], original };
    await inbox.insert({ ...of, messageId, payload });
    await inbox.attach(messageId, { caseId: randomUUID(), customerId: 'c' });
    return `/api/messages/${messageId}/html`;
  };
  const written = await keep({ bytes: 1, html: '<p>My <b>kettle</b></p>' });
  const { status, text, headers } = await api.call('GET', written, undefined, bearer);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(text).toContain('<body><p>My <b>kettle</b></p></body>');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^sandbox; default-src 'none'; style-src 'sha256-[^' ]+'; base-uri 'none'/);
  expect(policy).not.toMatch(/script-src|img-src|unsafe|allow-/);
  const style = /<style>(.*)<\/style>/.exec(text)?.[1] ?? '';
  expect(policy).toContain(createHash('sha256').update(style).digest('base64'));
  expect((await api.call('GET', await keep({ bytes: 1 }), undefined, bearer)).status).toBe(404);
  expect((await api.call('GET', written, undefined, {})).status).toBe(401);
});
