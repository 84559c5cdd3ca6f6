import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestApi } from '@throughline/engine/api/testing/test-api';
import { startTestApi } from '@throughline/engine/api/testing/test-api';
import type { InboundMessage } from '@throughline/engine/cases/gateway';
import type { Channel } from '@throughline/engine/channels/channel';
import type { MailEnvelope } from '@throughline/engine/mail/mail';
import type { TestDatabase } from '@throughline/engine/testing/database';
import { testDatabase } from '@throughline/engine/testing/database';
import { noGateway } from '@throughline/engine/testing/no-gateway';
import { emailParts, mailOf } from './email-parts.ts';
import { mailFixture } from './mail-fixture.ts';

let database: TestDatabase;
let api: TestApi;
let parts: ReturnType<typeof emailParts>;
const received: InboundMessage[] = [];
const fromMailbox: MailEnvelope = { via: 'imap', to: [], checked: true };

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  parts = emailParts(database);
  const unused = noGateway(() => Promise.reject(new Error('nothing but messages comes here')));
  api = await startTestApi({
    database,
    gateway: {
      ...unused,
      async receive(message) {
        const { channel, providerMessageId, conversation, messageId, at } = message;
        const row = { channel, providerMessageId, conversation, messageId, at, payload: message };
        const { duplicate } = await database.stores.inbox.insert(row);
        if (!duplicate) received.push(message);
        return { caseId: 'case-9', duplicate };
      },
    },
    chromaUrl: inject('chromaUrl'),
    embeddingModelDir: inject('embeddingModelDir'),
    deps: { channels: { email: parts.channel as Channel } },
  });
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

type Listed = { id: string; kind: string; from?: string; subject: string; text?: string; takeable: boolean };

async function listed(headers: Record<string, string>, query = ''): Promise<Listed[]> {
  const { json } = await api.call('GET', `/api/set-aside-mails${query}`, undefined, headers);
  return (json as { mails: Listed[] }).mails;
}

async function away(subject: string): Promise<Buffer> {
  return mailOf({
    ...{ from: 'ana@example.org', to: 'support@example.com', subject, text: 'It is order 4711.' },
    headers: { 'Auto-Submitted': 'auto-replied' },
    attachments: [{ filename: 'bill.txt', content: 'bill' }],
  });
}

it('an agent sees what was set aside, and takes it after all, once', async () => {
  const { bearer } = await api.signIn('agent');
  const raw = await away(randomUUID());
  expect(await parts.takeMail(raw, fromMailbox)).toEqual({ outcome: 'set-aside' });
  const [mail] = await listed(bearer);
  expect(mail).toMatchObject({
    ...{ kind: 'automatic', from: 'ana@example.org', text: 'It is order 4711.', takeable: true },
  });
  const path = `/api/set-aside-mails/${mail?.id}`;
  const { text } = await api.call('GET', `${path}/original`, undefined, bearer);
  expect(text).toBe(raw.toString());
  const takes = await Promise.all([1, 2].map(() => api.call('POST', `${path}/take`, undefined, bearer)));
  expect(takes.map(({ status }) => status)).toContain(200);
  expect(takes.find(({ status }) => status === 200)?.json).toEqual({ caseId: 'case-9' });
  expect(received.map((message) => message.text)).toEqual(['It is order 4711.']);
  const file = await database.stores.files.get(received[0]?.attachments?.[0]?.id ?? '');
  expect(file?.bytes?.toString()).toBe('bill');
  expect((await api.call('POST', `${path}/take`, undefined, bearer)).status).toBe(404);
  expect((await listed(bearer)).map(({ id }) => id)).not.toContain(mail?.id);
  expect(await parts.takeMail(raw, fromMailbox)).toEqual({ outcome: 'duplicate' });
});

it('what is discarded is forgotten, and does not come again', async () => {
  const { bearer } = await api.signIn('agent');
  const raw = await away(randomUUID());
  await parts.takeMail(raw, fromMailbox);
  const [mail] = await listed(bearer);
  const path = `/api/set-aside-mails/${mail?.id}`;
  expect((await api.call('DELETE', path, undefined, bearer)).status).toBe(204);
  const row = await database.stores.setAsideMails.get(mail?.id ?? '');
  expect(row).toMatchObject({ state: 'discarded', subject: '', decided: { at: expect.any(Number) } });
  expect(JSON.stringify(row)).not.toMatch(/order|ana@|original/);
  await parts.takeMail(raw, fromMailbox);
  expect(await listed(bearer)).toEqual([]);
  expect((await api.call('DELETE', path, undefined, bearer)).status).toBe(404);
});

it('a mail of the mailbox that says not who wrote it waits there, and cannot be taken', async () => {
  const { bearer } = await api.signIn('agent');
  expect(await parts.takeMail(mailFixture('two-senders'), fromMailbox)).toMatchObject({ outcome: 'refused' });
  const [mail] = await listed(bearer);
  expect(mail).toMatchObject({ kind: 'refused', takeable: false });
  const { status, json } = await api.call('POST', `/api/set-aside-mails/${mail?.id}/take`, undefined, bearer);
  expect([status, (json as { code: string }).code]).toEqual([409, 'mail.not-takeable']);
});

it('who may only read sees masked senders and no text; pages follow each other', async () => {
  for (const subject of ['A', 'B', 'C']) await parts.takeMail(await away(subject), fromMailbox);
  const { bearer } = await api.signIn('auditor');
  const all = await listed(bearer);
  expect(all.length).toBeGreaterThanOrEqual(3);
  expect(all.filter(({ kind }) => kind === 'automatic').map(({ from }) => from)).toContain('a…@example.org');
  expect(JSON.stringify(all)).not.toMatch(/order|ana@/);
  const seen: string[] = [];
  for (let query = '?limit=2'; query !== '';) {
    const { json } = await api.call('GET', `/api/set-aside-mails${query}`, undefined, bearer);
    const { mails, next } = json as { mails: Listed[]; next?: { before: number; beforeId: string } };
    seen.push(...mails.map(({ id }) => id));
    query = next ? `?limit=2&before=${next.before}&beforeId=${encodeURIComponent(next.beforeId)}` : '';
  }
  expect(seen).toEqual(all.map(({ id }) => id));
});
