import { randomBytes, randomUUID } from 'node:crypto';
import type { Channel, ChannelRequest } from '@throughline/engine/channels/channel';
import { NotSent, SendRefused } from '@throughline/engine/channels/channel';
import { createPlivoSms } from '@throughline/engine/channels/plivo-sms';
import type { FormFields } from '@throughline/engine/channels/form-fields';
import { describeChannel } from '@throughline/engine/channels/testing/describe-channel';
import { createConversationIds } from '@throughline/engine/crypto/derived-ids';
import { eventually } from '@throughline/engine/testing/case-runtime';
import type { TestDatabase } from '@throughline/engine/testing/database';
import { testDatabase } from '@throughline/engine/testing/database';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { PlivoStandIn, SignedForm } from '../providers/plivo.ts';
import { startPlivo } from '../providers/plivo.ts';
import { known, parsed as parsedBy, saying } from './channel-test.ts';
import { startEchoCase } from './echo-case.ts';

const publicUrl = 'http://support.example.com';
const url = `${publicUrl}/channels/plivo/sms`;
const ours = '+441632960004';

let plivo: PlivoStandIn;
let database: TestDatabase;
let channel: Channel<FormFields>;

beforeAll(async () => {
  [plivo, database] = await Promise.all([startPlivo(), testDatabase(inject('mongodbUrl'))]);
  channel = channelAt(plivo.url);
});
afterAll(async () => {
  await plivo?.close();
  await database?.drop();
});
beforeEach(() => plivo.faults.splice(0));

const channelAt = (baseUrl: string) =>
  createPlivoSms({
    config: { ...plivo.account, baseUrl, smsFrom: ours },
    publicUrl,
    conversations: database.stores.conversations,
    outbox: database.stores.outbox,
    conversationIds: createConversationIds(database.masterKey.bytes),
  });

let numbers = 0;
/** A number nobody has written from. */
const someone = () => `+4477009${String(20_000 + numbers++)}`;

/** Numbers as Plivo writes them, without the plus. */
const texting = (from: string, fields: { [field: string]: string }) =>
  plivo.message(url, { From: from.slice(1), To: ours.slice(1), ...fields });

function requestOf({ url, form, headers, rawBody }: SignedForm): ChannelRequest {
  return { url, headers, body: form, rawBody, at: Date.now() };
}

const parsed = (webhook: SignedForm) => parsedBy(channel, requestOf(webhook));

async function conversationWith(theirs: string): Promise<string> {
  const id = randomUUID();
  const ends = { ours, theirs, channel: 'plivo-sms', customerId: 'ana' };
  await database.stores.conversations.heard({ id, ...ends, at: Date.now() });
  return id;
}

const sentTo = (number: string) => plivo.sent.filter(({ to }) => `+${to}` === number);

describeChannel('plivo-sms', async () => {
  const number = someone();
  return {
    channel,
    request: async (text, uuid) => requestOf(texting(number, { Text: text, MessageUUID: uuid })),
    forgeries: (request) => [
      { ...request, headers: {} },
      { ...request, headers: { ...request.headers, 'x-plivo-signature-v3-nonce': 'another' } },
      ...['', 'x', '\ud800', 'a,b,c'].map((signature) => ({
        ...request,
        headers: { ...request.headers, 'x-plivo-signature-v3': signature },
      })),
      { ...request, url: `${request.url}?x=1` },
      { ...request, url: request.url.replace('support', 'evil') },
      { ...request, url: `${request.url}/status` },
      { ...request, body: { ...(request.body as object), From: '447700900999' } },
      { ...request, body: { ...(request.body as object), Extra: 'x' } },
      ...[null, [], 'text', { From: { deep: 'x' } }].map((body) => ({ ...request, body })),
    ],
    nonsense: async () =>
      [
        texting(number, { Text: 'x', From: 'PLIVO' }),
        texting(number, { Text: 'x', From: '' }),
        texting(number, { Text: 'x', To: 'us' }),
        texting(number, { Text: 'x', MessageUUID: '' }),
        plivo.message(`${url}/status`, { MessageUUID: '', Status: 'delivered' }),
        plivo.message(url, {}),
        plivo.message(`${url}/status`, {}),
      ].map(requestOf),
    received: async (id) => sentTo(number).filter(({ text }) => text.endsWith(id)).length,
    file: async () => {
      const [path, bytes] = [`/Account/${plivo.account.authId}/Media/${randomUUID()}`, randomBytes(2_000)];
      plivo.media.set(path, bytes);
      return { reference: `${plivo.url}${path}`, bytes };
    },
    conversation: await conversationWith(number),
  };
});

describe('what customers write by SMS', () => {
  it('has the number with its plus, in ids that do not', async () => {
    const number = someone();
    const [message] = (await parsed(texting(number, { Text: 'Hello\u0007 there' }))).messages;
    expect(message).toMatchObject({
      text: 'Hello there',
      identifiers: [{ kind: 'phone', value: number, level: 'verified', evidence: 'plivo-sms' }],
      reach: { ours, theirs: number },
    });
    expect(`${message?.conversation} ${message?.messageId}`).not.toContain(number.slice(1));
    const [short] = (await parsed(texting(number, { Text: 'x', From: '60001' }))).messages;
    expect(short?.reach?.theirs).toBe('60001');
  });

  it('is taken at its word about wanting nothing more, or something again', async () => {
    const consents = await Promise.all(
      [
        { Text: 'STOP' },
        { Text: ' stop ' },
        { Text: 'End', MessageIntent: 'optout' },
        { Text: 'Start' },
        { Text: 'Yes', MessageIntent: 'optin' },
        { Text: 'Stop it please' },
      ].map(async (fields) => (await parsed(texting(someone(), fields))).messages[0]?.consent),
    );
    expect(consents).toEqual(['stop', 'stop', 'stop', 'start', undefined, undefined]);
    expect(
      (await parsed(texting(someone(), { Text: 'HELP', MessageIntent: 'help' }))).messages,
    ).toMatchObject([{ text: 'HELP', consent: 'help' }]);
  });

  it('may be files', async () => {
    const media = 'https://media.plivo.com/Account/x/Message/y/Media/';
    const mms = { Type: 'mms', MediaCount: '2', Media1: `${media}b.jpg`, Media0: `${media}a.jpg` };
    const [message] = (await parsed(texting(someone(), { ...mms, Body: 'Broken' }))).messages;
    expect(message).toMatchObject({
      text: 'Broken',
      attachments: [
        { name: 'a.jpg', reference: `${media}a.jpg` },
        { name: 'b.jpg', reference: `${media}b.jpg` },
      ],
    });
    expect((await parsed(texting(someone(), mms))).messages[0]?.text).toBe('[file] [file]');
  });
});

describe('what is sent by SMS', () => {
  it('reports how far it got, by the send it was', async () => {
    const number = someone();
    const out = saying(await conversationWith(number), 'Which one – say?');
    const choices = [
      { id: 'returns', label: 'Returns' },
      { id: 'person', label: 'A person' },
    ];
    const { providerMessageId } = await channel.send({ ...out, choices });
    const [message] = sentTo(number);
    expect(message).toMatchObject({
      uuid: providerMessageId,
      from: ours.slice(1),
      text: 'Which one - say?\n1. Returns\n2. A person',
    });
    const receipts = async (status: string, code?: string) =>
      (await parsed(plivo.status(message!, status, code))).receipts;
    expect(await receipts('queued')).toBeUndefined();
    expect(await receipts('sent')).toBeUndefined();
    expect(await receipts('delivered')).toMatchObject([
      { send: out.id, state: 'delivered', providerMessageId },
    ]);
    for (const [code, what] of [
      ['200', 'opted-out'],
      ['50', 'invalid-address'],
      ['450', 'not-allowed'],
      ['20', 'undelivered'],
    ] as const)
      expect(await receipts('undelivered', code)).toMatchObject([
        { send: out.id, state: 'failed', error: { code: `channel.${what}` } },
      ]);
    const forged = requestOf(plivo.status(message!, 'delivered'));
    expect(await channel.verify({ ...forged, url: forged.url.replace('send=', 'send=x') })).toMatchObject({
      ok: false,
    });
  });

  it('goes in parts of at most ten segments, in any alphabet', async () => {
    for (const [sentence, most] of [
      ['Sentence number', 1_530],
      ['Größer — 段落', 670],
    ] as const) {
      const number = someone();
      const text = Array.from({ length: 200 }, (_, index) => `${sentence} ${index}.`).join(' ');
      await channel.send(saying(await conversationWith(number), text));
      const parts = sentTo(number).map((part) => part.text);
      expect(parts.length).toBeGreaterThan(1);
      expect(parts.join(' ')).toBe(text.replaceAll('—', '-'));
      expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(most);
    }
  });

  it('tells what Plivo will never take from what it may take later', async () => {
    const number = someone();
    const conversation = await conversationWith(number);
    const failing = (status: number) => {
      plivo.faults.push({ kind: 'status', status, body: { error: 'x' } });
      return channel.send(saying(conversation, 'Hello')).catch((error: unknown) => error);
    };
    for (const status of [401, 404, 429]) expect(await failing(status), `${status}`).toBeInstanceOf(NotSent);
    expect(await failing(400)).toMatchObject({ name: 'SendRefused', code: 'channel.refused' });
    expect(await failing(403)).toMatchObject({ name: 'SendRefused', code: 'channel.not-allowed' });
    for (const status of [500, 503]) {
      const unknown = await failing(status);
      expect([unknown instanceof NotSent, unknown instanceof SendRefused]).toEqual([false, false]);
    }
    const closed = await startPlivo();
    await closed.close();
    await expect(channelAt(closed.url).send(saying(conversation, 'Hello'))).rejects.toBeInstanceOf(NotSent);
    await expect(channel.send(saying(await conversationWith('60001'), 'Hello'))).rejects.toMatchObject({
      code: 'channel.invalid-address',
    });
    await expect(channel.send(saying(randomUUID(), 'Hello'))).rejects.toMatchObject({
      code: 'channel.no-address',
    });
    await database.stores.conversations.consent(conversation, { stopped: true, at: Date.now() });
    await expect(channel.send(saying(conversation, 'Hello'))).rejects.toMatchObject({
      code: 'channel.opted-out',
    });
  });

  it('is never sent twice when Plivo took it while the answer was lost', async () => {
    const number = someone();
    const conversation = await conversationWith(number);
    const before = saying(conversation, 'Anything else?');
    const { providerMessageId } = await channel.send(before);
    await known(database.stores.outbox, 'plivo-sms', before, { providerMessageId });
    const out = saying(conversation, 'Anything else?');
    // Not taken: what another send is known to be is not this one.
    plivo.faults.push({ kind: 'status', status: 500 });
    await expect(channel.send(out)).rejects.not.toBeInstanceOf(NotSent);
    // Taken, and the answer was lost.
    plivo.faults.push({ kind: 'delay', ms: 0 }, { kind: 'drop' });
    await expect(channel.send({ ...out, again: true })).rejects.not.toBeInstanceOf(NotSent);
    const sent = await channel.send({ ...out, again: true });
    expect(sentTo(number).map(({ uuid }) => uuid)).toEqual([providerMessageId, sent.providerMessageId]);
  });

  it('has each part once', async () => {
    const number = someone();
    const text = ['a', 'b', 'c'].map((letter) => `${letter} `.repeat(700).trim()).join('\n\n');
    const out = saying(await conversationWith(number), text);
    plivo.faults.push({ kind: 'delay', ms: 0 }, { kind: 'drop' });
    await expect(channel.send(out)).rejects.toThrow('did not answer');
    await channel.send({ ...out, again: true });
    expect(sentTo(number).map((part) => part.text[0])).toEqual(['a', 'b', 'c']);
  });

  it('waits where Plivo cannot be asked what it has', async () => {
    const number = someone();
    const out = saying(await conversationWith(number), 'Once');
    plivo.faults.push({ kind: 'status', status: 429 });
    await expect(channel.send({ ...out, again: true })).rejects.toBeInstanceOf(NotSent);
    expect(sentTo(number)).toEqual([]);
  });
});

it('goes the whole way: a signed webhook, a case, an answer, what became of it, and STOP', async () => {
  const whole = await startEchoCase({ plivo: { ...plivo.account, baseUrl: plivo.url, smsFrom: ours } });
  try {
    const number = someone();
    const post = (webhook: SignedForm) => {
      const { pathname, search } = new URL(webhook.url);
      return whole.post(`${pathname}${search}`, webhook);
    };
    const webhook = texting(number, { Text: 'Where is my order? ünïcödé 🧵' });
    const forged = { ...webhook, rawBody: Buffer.from(webhook.rawBody.toString().replace('my', 'his')) };
    expect((await post(forged)).status).toBe(403);
    const answers = await Promise.all([1, 2, 3].map(() => post(webhook)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    const [sent] = await eventually(
      async () => sentTo(number),
      (all) => all.length > 0,
    );
    expect(sentTo(number).map(({ text }) => text)).toEqual(['You said: Where is my order? ünïcödé 🧵']);
    expect((await post(plivo.status(sent!, 'delivered'))).status).toBe(204);
    const send = new URL(sent!.statusUrl).searchParams.get('send') ?? '';
    expect((await whole.stores.messages.get([send]))[0]?.delivery).toBe('delivered');
    expect((await post(texting(number, { Text: 'STOP' }))).status).toBe(204);
    const { conversation = '' } = (await whole.stores.outbox.get(send)) ?? {};
    const stopped = (await whole.stores.conversations.get(conversation))?.stoppedAt;
    expect(stopped).toBeGreaterThan(sent!.at);
    expect(sentTo(number)).toHaveLength(1);
    expect(whole.lines.join('')).not.toContain(number.slice(1));
  } finally {
    await whole.close();
  }
});
