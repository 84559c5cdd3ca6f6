import { randomUUID } from 'node:crypto';
import { createSms, createWhatsApp } from '@throughline/engine/channels/twilio-messages';
import type { ChannelRequest } from '@throughline/engine/channels/channel';
import { NotSent, SendRefused } from '@throughline/engine/channels/channel';
import { describeChannel } from '@throughline/engine/channels/testing/describe-channel';
import { createConversationIds } from '@throughline/engine/crypto/derived-ids';
import { eventually } from '@throughline/engine/testing/case-runtime';
import type { TestDatabase } from '@throughline/engine/testing/database';
import { testDatabase } from '@throughline/engine/testing/database';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { SignedRequest, TwilioStandIn } from '../providers/twilio.ts';
import { photo, startTwilio } from '../providers/twilio.ts';
import { known, parsed, saying } from './channel-test.ts';

const publicUrl = 'https://support.example.com';
const template = `HX${'a'.repeat(32)}`;
const [ours, ana] = ['+441632960001', '+447700900123'];
const day = 24 * 60 * 60_000;

let twilio: TwilioStandIn;
let database: TestDatabase;

beforeAll(async () => {
  [twilio, database] = await Promise.all([startTwilio(), testDatabase(inject('mongodbUrl'))]);
});
afterAll(async () => {
  await twilio?.close();
  await database?.drop();
});

type Kind = 'sms' | 'whatsapp';

function channelOf(kind: Kind, more: { whatsappTemplate?: string } = {}, contentsKeptMs?: number) {
  const deps = {
    config: { ...twilio.account, baseUrl: twilio.url, smsFrom: ours, whatsappFrom: ours, ...more },
    publicUrl,
    conversations: database.stores.conversations,
    outbox: database.stores.outbox,
    ...(contentsKeptMs !== undefined && { contentsKeptMs }),
    conversationIds: createConversationIds(database.masterKey.bytes),
  };
  return kind === 'sms' ? createSms(deps) : createWhatsApp(deps);
}

const addressOf = (kind: Kind, number: string) => (kind === 'whatsapp' ? `whatsapp:${number}` : number);

function webhook(kind: Kind, fields: { [field: string]: string }): ChannelRequest {
  const url = `${publicUrl}/channels/twilio/${kind}`;
  return requestOf(twilio.message(url, { From: addressOf(kind, ana), To: addressOf(kind, ours), ...fields }));
}

function requestOf({ url, form, headers }: SignedRequest): ChannelRequest {
  return { url, headers, body: form, at: Date.now() };
}

/** A conversation in which the customer was heard `agoMs` ago. */
async function conversationWith(kind: Kind, agoMs = 0): Promise<string> {
  const id = randomUUID();
  await database.stores.conversations.heard({
    id,
    channel: kind,
    customerId: 'ana',
    ours,
    theirs: ana,
    at: Date.now() - agoMs,
  });
  return id;
}

const mediaUrl = () =>
  `${twilio.url}/2010-04-01/Accounts/${twilio.account.accountSid}/Messages/MM1/Media/ME1`;

describe.each(['sms', 'whatsapp'] as const)('%s', (kind) => {
  describeChannel(kind, async () => {
    const channel = channelOf(kind);
    const conversation = await conversationWith(kind);
    return {
      channel,
      request: async (text, id) => webhook(kind, { MessageSid: `SM${id}`, Body: text }),
      forgeries: (request) => [
        { ...request, headers: {} },
        { ...request, headers: { 'x-twilio-signature': 'AAAA' } },
        { ...request, url: request.url.replace('support', 'evil') },
        { ...request, url: `${request.url}?send=x` },
        { ...request, body: { ...(request.body as object), Body: 'Another text' } },
        { ...request, body: { ...(request.body as object), More: 'x' } },
        { ...request, body: 'text' },
        { ...request, body: { Body: { deep: true } } },
      ],
      nonsense: async () => [
        requestOf(
          twilio.message(`${publicUrl}/channels/twilio/${kind}`, { MessageSid: '', From: '', To: '' }),
        ),
        webhook(kind, { MessageSid: '' }),
        webhook(kind, { From: 'anonymous' }),
        webhook(kind, { To: 'sip:me@example.com' }),
      ],
      received: async (id) =>
        twilio.sent.filter((one) => one.statusCallback?.includes(encodeURIComponent(id))).length,
      conversation,
      file: async () => ({ reference: mediaUrl(), bytes: photo }),
    };
  });

  it('says who wrote from where, and nothing of it in an id', async () => {
    const { messages } = await parsed(
      channelOf(kind),
      webhook(kind, { Body: 'Hel\u0007lo\r\n', ProfileName: ' Ana\u0000' }),
    );
    expect(messages[0]).toMatchObject({
      text: 'Hello',
      reach: { ours, theirs: ana },
      customerName: 'Ana',
      identifiers: [{ kind: 'phone', value: ana, level: 'verified', evidence: `twilio-${kind}` }],
    });
    const { conversation, messageId, providerMessageId } = messages[0]!;
    expect(`${conversation}${messageId}${providerMessageId}`).not.toContain('7700900123');
  });

  it('takes pictures without a word, and wishes to stop and start', async () => {
    const channel = channelOf(kind);
    const picture = webhook(kind, {
      Body: '',
      NumMedia: '1',
      MediaUrl0: mediaUrl(),
      MediaContentType0: 'image/jpeg',
    });
    expect((await parsed(channel, picture)).messages[0]).toMatchObject({
      text: '[image/jpeg]',
      attachments: [{ name: '1.jpeg', mediaType: 'image/jpeg', reference: mediaUrl() }],
    });
    const consents = [
      { Body: 'STOP' },
      { Body: 'STOP', OptOutType: '' },
      { Body: ' start ' },
      { Body: 'Stop it please' },
    ].map((fields) => parsed(channel, webhook(kind, fields)));
    expect((await Promise.all(consents)).map(({ messages }) => messages[0]?.consent)).toEqual([
      ...['stop', 'stop', 'start', undefined],
    ]);
    expect(await parsed(channel, webhook(kind, { Body: 'HELP', OptOutType: 'HELP' }))).toMatchObject({
      messages: [{ text: 'HELP', consent: 'help' }],
    });
  });

  it('takes the words that Twilio acts on by SMS for what they are, where it does not say so', async () => {
    const meant = async (Body: string) =>
      (await parsed(channelOf(kind), webhook(kind, { Body }))).messages[0]?.consent;
    const stops = ['End', ' CANCEL ', 'quit'];
    const helps = ['Help', 'INFO'];
    const [stop, help] = kind === 'sms' ? ['stop', 'help'] : [undefined, undefined];
    expect(await Promise.all(stops.map(meant))).toEqual(stops.map(() => stop));
    expect(await Promise.all(helps.map(meant))).toEqual(helps.map(() => help));
    const everywhere = ['STOP', 'stopall', 'Unsubscribe', 'REVOKE', 'optout'];
    expect(await Promise.all(everywhere.map(meant))).toEqual(everywhere.map(() => 'stop'));
    expect(await meant('Please cancel my order')).toBeUndefined();
  });

  it('reports how far a message got, by the send it was', async () => {
    const channel = channelOf(kind);
    const out = saying(await conversationWith(kind), 'Your parcel is on its way.');
    const { providerMessageId } = await channel.send(out);
    const message = twilio.sent.at(-1)!;
    expect(message).toMatchObject({
      sid: providerMessageId,
      to: addressOf(kind, ana),
      from: addressOf(kind, ours),
    });
    const receipts = async (status: string, code?: number) =>
      (await parsed(channel, requestOf(twilio.status(message, status, code)))).receipts;
    expect(await receipts('sent')).toBeUndefined();
    expect(await receipts('delivered')).toMatchObject([
      { send: out.id, state: 'delivered', providerMessageId },
    ]);
    expect(await receipts('undelivered', 30_005)).toMatchObject([
      { send: out.id, state: 'failed', error: { code: 'channel.invalid-address' } },
    ]);
    const forged = requestOf(twilio.status(message, 'delivered'));
    expect(await channel.verify({ ...forged, url: forged.url.replace('send=', 'send=x') })).toMatchObject({
      ok: false,
    });
  });

  it('sends a long text in parts, in order', async () => {
    const text = Array.from({ length: 300 }, (_, index) => `Sentence number ${index}.`).join(' ');
    const before = twilio.sent.length;
    await channelOf(kind).send(saying(await conversationWith(kind), text));
    const parts = twilio.sent.slice(before).map(({ body }) => body);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.join(' ')).toBe(text);
  });

  it('tells what Twilio will never take from what it may take later', async () => {
    const channel = channelOf(kind);
    const conversation = await conversationWith(kind);
    const failing = async (status: number, body: object) => {
      twilio.faults.push({ kind: 'status', status, body });
      return channel.send(saying(conversation, 'Hello')).catch((error: unknown) => error);
    };
    expect(await failing(400, { code: 21_610, message: 'x', status: 400 })).toMatchObject({
      code: 'channel.opted-out',
    });
    expect(await failing(400, { code: 21_999, message: 'x', status: 400 })).toMatchObject({
      code: 'channel.refused',
    });
    expect(await failing(429, { code: 20_429, message: 'x', status: 429 })).toBeInstanceOf(NotSent);
    const unknown = await failing(503, { message: 'x', status: 503 });
    expect([unknown instanceof NotSent, unknown instanceof SendRefused]).toEqual([false, false]);
    await expect(channel.send(saying(randomUUID(), 'Hello'))).rejects.toMatchObject({
      code: 'channel.no-address',
    });
  });

  it('goes on with the second part when Twilio is busy, without a second first one', async () => {
    twilio.faults.push({ kind: 'delay', ms: 0 }, busy);
    const before = twilio.sent.length;
    const text = `${'a'.repeat(1_500)}\n\n${'b'.repeat(1_500)}`;
    await channelOf(kind).send(saying(await conversationWith(kind), text));
    expect(twilio.sent.slice(before).map(({ body }) => body[0])).toEqual(['a', 'b']);
  });

  it('never sends twice what Twilio took while the answer was lost', async () => {
    const channel = channelOf(kind);
    const conversation = await conversationWith(kind);
    const before = saying(conversation, `Anything else? ${randomUUID()}`);
    const { providerMessageId } = await channel.send(before);
    await known(database.stores.outbox, kind, before, { providerMessageId });
    // The same words in another message: that one is not this one.
    const out = saying(conversation, before.text);
    twilio.faults.push({ kind: 'status', status: 502 });
    await expect(channel.send(out)).rejects.not.toBeInstanceOf(NotSent);
    twilio.faults.push({ kind: 'delay', ms: 0 }, { kind: 'drop' });
    await expect(channel.send({ ...out, again: true })).rejects.not.toBeInstanceOf(NotSent);
    const sent = await channel.send({ ...out, again: true });
    const copies = twilio.sent.filter(({ body }) => body === out.text).map(({ sid }) => sid);
    expect(copies).toEqual([providerMessageId, sent.providerMessageId]);
  });

  it('never sends twice what still waits at Twilio to be sent', async () => {
    const channel = channelOf(kind);
    const out = saying(await conversationWith(kind), `It is on its way. ${randomUUID()}`);
    twilio.queue.closed = true;
    twilio.faults.push({ kind: 'drop' });
    await expect(channel.send(out)).rejects.not.toBeInstanceOf(NotSent);
    const { providerMessageId } = await channel.send({ ...out, again: true });
    twilio.queue.closed = false;
    expect(twilio.sent.filter(({ body }) => body === out.text).map(({ sid }) => sid)).toEqual([
      providerMessageId,
    ]);
  });

  it('is silent where the customer wants nothing', async () => {
    const conversation = await conversationWith(kind);
    await database.stores.conversations.consent(conversation, { stopped: true, at: Date.now() });
    await expect(channelOf(kind).send(saying(conversation, 'Hello'))).rejects.toMatchObject({
      code: 'channel.opted-out',
    });
  });
});

beforeEach(() => twilio.faults.splice(0));

const busy = { kind: 'status', status: 429, body: { code: 20_429, message: 'x', status: 429 } } as const;

const choices = [
  { id: 'returns', label: 'Returns' },
  { id: 'person', label: 'A person' },
];

it('SMS offers choices by numbers, in the cheap alphabet', async () => {
  await channelOf('sms').send({ ...saying(await conversationWith('sms'), 'Which one – say?'), choices });
  expect(twilio.sent.at(-1)?.body).toBe('Which one - say?\n1. Returns\n2. A person');
});

describe('WhatsApp', () => {
  it('offers a few choices as buttons, up to ten in a list, and knows the one that was chosen', async () => {
    const channel = channelOf('whatsapp');
    const conversation = await conversationWith('whatsapp');
    const offer = async (offered: { id: string; label: string }[]) => {
      await channel.send({ ...saying(conversation, 'Which one?'), choices: offered });
      return twilio.sent.at(-1);
    };
    expect(await offer(choices)).toMatchObject({
      body: 'Which one?',
      buttons: [
        { id: 'returns', title: 'Returns' },
        { id: 'person', title: 'A person' },
      ],
    });
    const four = ['a', 'b', 'c', 'd'].map((id) => ({ id, label: `Something longer than ${id}` }));
    for (const listed of [four, four.slice(2)])
      expect(await offer(listed)).toMatchObject({
        body: 'Which one?',
        buttons: [],
        items: listed.map(({ id, label }) => ({ id, item: label })),
      });
    const many = Array.from({ length: 11 }, (_, index) => ({ id: `${index}`, label: `Choice ${index}` }));
    expect(await offer(many)).toMatchObject({ body: expect.stringContaining('11. Choice 10'), buttons: [] });
    const chosen = webhook('whatsapp', { Body: 'Something', ListId: 'c', ListTitle: 'Something' });
    expect((await parsed(channel, chosen)).messages[0]).toMatchObject({ text: 'Something', choice: 'c' });
    const pressed = webhook('whatsapp', { Body: 'Returns', ButtonPayload: 'returns', ButtonText: 'Returns' });
    expect((await parsed(channel, pressed)).messages[0]).toMatchObject({
      text: 'Returns',
      choice: 'returns',
    });
  });

  it('offers choices by numbers where a text cannot have buttons', async () => {
    const conversation = await conversationWith('whatsapp');
    const template = 'Write {{name}} where the name goes.';
    for (const text of [`${'Long. '.repeat(200)}Which one?`, template]) {
      await channelOf('whatsapp').send({ ...saying(conversation, text), choices });
      expect(twilio.sent.at(-1)).toMatchObject({ body: `${text}\n1. Returns\n2. A person`, buttons: [] });
    }
  });

  it('leaves nothing that was said in a template of Twilio’s', async () => {
    const old = new Date(Date.now() - day);
    const named = (name: string) => ({ name, body: 'x', buttons: [], at: old });
    const out = saying(await conversationWith('whatsapp'), 'Which one?');
    await channelOf('whatsapp', {}, 0).send({ ...out, choices });
    const [made] = [...twilio.contents.values()].slice(-1);
    expect(made?.body).toBe('Which one?');
    // Of a process that ended before it could delete it, and one that is not ours.
    twilio.contents.set('HXleft', named(made!.name));
    twilio.contents.set('HXtheirs', named('Their own'));
    await eventually(
      async () => [...twilio.contents.keys()],
      (left) => left.length === 1,
    );
    expect([...twilio.contents.keys()]).toEqual(['HXtheirs']);
  });

  it('uses the approved template after 24 hours, once, with choices by numbers, and says so where there is none', async () => {
    const late = await conversationWith('whatsapp', day + 1);
    await expect(channelOf('whatsapp').send(saying(late, 'Hello'))).rejects.toMatchObject({
      code: 'channel.window-closed',
    });
    await channelOf('whatsapp', { whatsappTemplate: template }).send(saying(late, 'Your refund\nis there.'));
    expect(twilio.sent.at(-1)?.template).toEqual({
      sid: template,
      variables: { 1: 'Your refund is there.' },
    });
    const out = { ...saying(late, 'Your\trefund\nwent. Well?'), choices };
    twilio.faults.push({ kind: 'drop' });
    await expect(channelOf('whatsapp', { whatsappTemplate: template }).send(out)).rejects.not.toBeInstanceOf(
      NotSent,
    );
    const before = twilio.sent.length;
    await channelOf('whatsapp', { whatsappTemplate: template }).send({ ...out, again: true });
    expect(twilio.sent).toHaveLength(before);
    expect(twilio.sent.at(-1)?.template?.variables).toEqual({
      1: 'Your refund went. Well? 1. Returns 2. A person',
    });
    await channelOf('whatsapp').send(saying(await conversationWith('whatsapp', day - 60_000), 'Hello'));
    expect(twilio.sent.at(-1)).toMatchObject({ body: 'Hello' });
  });
});
