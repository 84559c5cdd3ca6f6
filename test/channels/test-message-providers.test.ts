import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { createConversationIds } from '../../packages/engine/src/crypto/derived-ids.ts';
import type { TestDatabase } from '../../packages/engine/src/testing/database.ts';
import { testDatabase } from '../../packages/engine/src/testing/database.ts';
import { everyChannel } from '../../packages/engine/src/testing/test-channels.ts';
import type { MailServer } from '../providers/mail-server.ts';
import { startMailServer } from '../providers/mail-server.ts';
import type { MetaPlatform, MetaStandIn } from '../providers/meta.ts';
import { startMeta } from '../providers/meta.ts';
import type { PlivoStandIn } from '../providers/plivo.ts';
import { startPlivo } from '../providers/plivo.ts';
import { plivoVoice } from '../providers/plivo-voice.ts';
import { postWebhook } from '../providers/post-webhook.ts';
import type { TelegramStandIn } from '../providers/telegram.ts';
import { startTelegram } from '../providers/telegram.ts';
import type { TwilioStandIn } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';
import { emailParts, support } from './email-parts.ts';
import type { TestSends } from './test-sends.ts';
import { startTestSends } from './test-sends.ts';

const day = 24 * 3_600_000;

let database: TestDatabase;
let twilio: TwilioStandIn;
let plivo: PlivoStandIn;
let meta: MetaStandIn;
let telegram: TelegramStandIn;
let mailServer: MailServer;
let tests: TestSends;

beforeAll(async () => {
  [database, twilio, plivo, meta, telegram, mailServer] = await Promise.all([
    testDatabase(inject('mongodbUrl')),
    startTwilio(),
    startPlivo(),
    startMeta(),
    startTelegram(),
    startMailServer(),
  ]);
  const config = {
    twilio: { ...everyChannel.twilio!, ...twilio.account, baseUrl: twilio.url },
    plivo: { ...everyChannel.plivo!, ...plivo.account, baseUrl: plivo.url },
    meta: { ...everyChannel.meta!, ...meta.account, baseUrl: meta.url },
    telegram: { ...telegram.account, baseUrl: telegram.url },
  };
  const { channel: email } = emailParts(database, { smtpUrl: mailServer.url });
  tests = await startTestSends(database, config, { email });
});

afterAll(async () => {
  await tests?.api.stop();
  await Promise.all([twilio, plivo, meta, telegram].map((provider) => provider?.close()));
  await mailServer?.stop();
  await database?.drop();
});

beforeEach(() => [twilio, plivo, meta, telegram].forEach(({ faults }) => faults.splice(0)));

/** Somebody who wrote to us there so long ago. */
async function wrote(
  channel: string,
  { kind, theirs, ours, agoMs = 0 }: { kind: string; theirs: string; ours?: string; agoMs?: number },
): Promise<void> {
  const { stores, masterKey } = database;
  const at = Date.now() - agoMs;
  const identifiers = [{ kind, value: theirs, level: 'verified' as const, evidence: channel }];
  const { _id: customerId } = await stores.customers.findOrCreate({ identifiers, at });
  const id = createConversationIds(masterKey.bytes)(channel, ours ?? 'page', theirs);
  await stores.conversations.heard({ ...{ id, channel, customerId, theirs, at }, ours: ours ?? 'page' });
}

async function tested(channel: string, to: string) {
  const id = randomUUID();
  const { status, json } = await tests.send(channel, to, id);
  expect(json).toHaveProperty('test');
  expect(status).toBe(202);
  return { id, ...(await tests.outcome(channel, id)) };
}

it('an e-mail reaches the mailbox as a mail of its own', async () => {
  const to = `${randomUUID()}@example.org`;
  const test = await tested('email', to);
  expect(test).toMatchObject({ state: 'accepted' });
  const { mail } = await mailServer.mailTo(to);
  expect(mail.from?.value[0]?.address).toBe(support);
  expect(mail.text).toContain('This is a test message');
  expect(mail.inReplyTo).toBeUndefined();
});

it('an e-mail that is refused says so', async () => {
  mailServer.treatNext({ refuse: 'recipient', code: 550 });
  const test = await tested('email', `${randomUUID()}@example.org`);
  expect(test).toMatchObject({ state: 'failed', error: { fix: expect.stringMatching(/\w/) } });
  expect(test.error!.text).toMatch(/550|refused|recipient/i);
});

it('WhatsApp is within its day of what they wrote', async () => {
  const theirs = '+447700900201';
  await wrote('whatsapp', { kind: 'phone', theirs, ours: everyChannel.twilio!.whatsappFrom! });
  expect(await tested('whatsapp', theirs)).toMatchObject({ state: 'accepted' });
  expect(twilio.sent.at(-1)).toMatchObject({
    to: `whatsapp:${theirs}`,
    body: expect.stringContaining('test'),
  });
});

it.each([
  ['nobody has written', undefined],
  ['the day is over', day + 60_000],
])('WhatsApp needs a template where %s', async (_, agoMs) => {
  const theirs = `+4477009${String(20_300 + (agoMs === undefined ? 0 : 1))}`;
  const ours = everyChannel.twilio!.whatsappFrom!;
  if (agoMs !== undefined) await wrote('whatsapp', { kind: 'phone', theirs, ours, agoMs });
  const before = twilio.sent.length;
  expect(await tested('whatsapp', theirs)).toMatchObject({
    state: 'failed',
    error: { code: 'channel.window-closed', text: expect.stringContaining('TWILIO_WHATSAPP_TEMPLATE') },
  });
  expect(twilio.sent).toHaveLength(before);
});

it('an SMS by Plivo goes out, and its receipt comes back', async () => {
  const { id, state } = await tested('plivo-sms', '+44 7700 900202');
  expect(state).toBe('accepted');
  const sent = plivo.sent.at(-1)!;
  expect(sent).toMatchObject({ to: '447700900202', from: '441632960004' });
  expect(sent.text).toContain('This is a test message');
  const receipt = plivo.status(sent, 'delivered');
  expect((await postWebhook(tests.api.url, receipt)).status).toBeLessThan(300);
  expect(await tests.outcome('plivo-sms', id, ({ state }) => state === 'delivered')).toBeDefined();
});

it.each<MetaPlatform>(['messenger', 'instagram'])('%s answers those who have written', async (platform) => {
  const person = meta.someone(platform);
  expect((await tests.send(platform, person)).json).toMatchObject({
    errors: [{ field: 'to', text: 'has not written to us yet.' }],
  });
  await wrote(platform, { kind: platform, theirs: person });
  expect(await tested(platform, person)).toMatchObject({ state: 'accepted' });
  expect(meta.sent.at(-1)).toMatchObject({ to: person, platform, type: 'RESPONSE' });
});

it('Messenger says when they have blocked the page', async () => {
  const person = meta.someone('messenger');
  await wrote('messenger', { kind: 'messenger', theirs: person });
  meta.blocked.add(person);
  const { state, error } = await tested('messenger', person);
  expect({ state, fix: error?.fix }).toEqual({ state: 'failed', fix: expect.stringMatching(/\w/) });
});

it('Telegram answers those who have written', async () => {
  await wrote('telegram', { kind: 'telegram', theirs: '4712' });
  expect(await tested('telegram', '4712')).toMatchObject({ state: 'accepted' });
  expect(telegram.sent.at(-1)).toMatchObject({ chat: 4712, text: expect.stringContaining('test message') });
});

it('a call by Plivo says that calls work', async () => {
  const voice = { ...plivo.account, baseUrl: plivo.url, voiceFrom: '+441632960005', voice: {} };
  const { api, send, outcome } = await startTestSends(database, { plivo: voice });
  try {
    const id = randomUUID();
    await send('voice', '+44 7700 900203', id);
    expect(await outcome('voice', id)).toMatchObject({ state: 'accepted' });
    const placed = plivo.placed.at(-1)!;
    expect(placed).toMatchObject({ to: '447700900203', from: '441632960005' });
    const publicUrl = 'http://support.example.com';
    const line = plivoVoice({ apiUrl: api.url, publicUrl, authToken: plivo.account.authToken });
    const call = line.answer(placed);
    await call.hears('This is a test call');
    await call.ends();
  } finally {
    await api.stop();
  }
});
