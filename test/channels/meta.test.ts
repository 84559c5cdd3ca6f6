import { randomBytes, randomUUID } from 'node:crypto';
import type { ChannelRequest } from '@throughline/engine/channels/channel';
import { NotSent, SendRefused } from '@throughline/engine/channels/channel';
import { createInstagram, createMessenger } from '@throughline/engine/channels/meta';
import { describeChannel } from '@throughline/engine/channels/testing/describe-channel';
import { createConversationIds } from '@throughline/engine/crypto/derived-ids';
import { eventually } from '@throughline/engine/testing/case-runtime';
import type { TestDatabase } from '@throughline/engine/testing/database';
import { testDatabase } from '@throughline/engine/testing/database';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { SignedBytes } from '../providers/post-webhook.ts';
import type { MetaPlatform, MetaStandIn } from '../providers/meta.ts';
import { signed, startMeta } from '../providers/meta.ts';
import { known, parsed, saying } from './channel-test.ts';
import { startEchoCase } from './echo-case.ts';

const publicUrl = 'https://support.example.com';
const hour = 3_600_000;
const platforms: MetaPlatform[] = ['messenger', 'instagram'];

let meta: MetaStandIn;
let database: TestDatabase;

beforeAll(async () => {
  [meta, database] = await Promise.all([startMeta(), testDatabase(inject('mongodbUrl'))]);
});
afterAll(async () => {
  await meta?.close();
  await database?.drop();
});
beforeEach(() => meta.faults.splice(0));

function channelOf(platform: MetaPlatform, more: { humanAgent?: boolean; baseUrl?: string } = {}) {
  const deps = {
    config: { ...meta.account, humanAgent: false, baseUrl: meta.url, ...more },
    conversations: database.stores.conversations,
    outbox: database.stores.outbox,
    conversationIds: createConversationIds(database.masterKey.bytes),
  };
  return platform === 'messenger'
    ? createMessenger(deps)
    : createInstagram({ ...deps, instagramId: meta.account.instagramId });
}

function requestOf(platform: MetaPlatform, { headers, rawBody }: SignedBytes): ChannelRequest {
  const url = `${publicUrl}/channels/${platform}`;
  return { url, headers, rawBody, body: JSON.parse(rawBody.toString()), at: Date.now() };
}

const received = async (platform: MetaPlatform, webhook: SignedBytes) =>
  (await parsed(channelOf(platform), requestOf(platform, webhook))).messages;

/** A conversation in which the customer was heard `agoMs` ago. */
async function conversationWith(platform: MetaPlatform, person: string, agoMs = 0): Promise<string> {
  const [message] = await received(platform, meta.said(platform, person, { text: 'Hello' }));
  if (!message?.reach) throw new Error('there is no address');
  const { conversation: id, reach } = message;
  const at = Date.now() - agoMs;
  await database.stores.conversations.heard({ id, channel: platform, customerId: 'ana', at, ...reach });
  return id;
}

const sentTo = (person: string) => meta.sent.filter(({ to }) => to === person);

for (const platform of platforms)
  describeChannel(platform, async () => {
    const person = meta.someone(platform);
    const resigned = (request: ChannelRequest, body: object): ChannelRequest => {
      const rawBody = Buffer.from(JSON.stringify(body));
      return { ...request, body, rawBody, headers: signed(rawBody, meta.account.appSecret) };
    };
    return {
      channel: channelOf(platform),
      request: async (text, mid) => requestOf(platform, meta.said(platform, person, { text, mid })),
      forgeries: (request) => [
        { ...request, headers: { 'content-type': 'application/json' } },
        { ...request, rawBody: Buffer.concat([request.rawBody!, Buffer.from(' ')]) },
        ...['', 'sha256=', `sha256=${'0'.repeat(64)}`, 'sha1=x'].map((signature) => ({
          ...request,
          headers: { 'x-hub-signature-256': signature },
        })),
        { ...request, headers: signed(Buffer.from(request.rawBody!), meta.account.verifyToken) },
        { url: `${request.url}?hub.mode=subscribe&hub.challenge=1`, headers: {}, body: {}, at: 1 },
        { url: `${request.url}?hub.mode=subscribe&hub.verify_token=x`, headers: {}, body: {}, at: 1 },
      ],
      nonsense: async () => {
        const request = requestOf(platform, meta.said(platform, person, { text: 'x' }));
        const handshake = `${request.url}?hub.verify_token=${meta.account.verifyToken}`;
        return [
          ...[[], {}, { object: 'page' }, { object: 'user', entry: [] }, { object: 'page', entry: 'x' }].map(
            (body) => resigned(request, body),
          ),
          { url: handshake, headers: {}, body: {}, at: 1 },
          { url: `${handshake}&hub.mode=subscribe&hub.challenge=%3Cb%3E`, headers: {}, body: {}, at: 1 },
        ];
      },
      received: async (id) => sentTo(person).filter(({ text }) => text.endsWith(id)).length,
      file: async () => {
        const [path, bytes] = [`/cdn/${randomUUID()}`, randomBytes(2_000)];
        meta.files.set(path, bytes);
        return { reference: new URL(path, meta.url).href, bytes };
      },
      conversation: await conversationWith(platform, person),
    };
  });

describe.each(platforms)('what customers do on %s', (platform) => {
  it('proves to Meta that the address is ours', async () => {
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.verify_token': meta.account.verifyToken,
      'hub.challenge': '1158201444',
    });
    const request = {
      url: `${publicUrl}/channels/${platform}?${query.toString()}`,
      headers: {},
      body: {},
      at: 1,
    };
    expect(await parsed(channelOf(platform), request)).toEqual({
      ok: true,
      messages: [],
      reply: { type: 'text/plain', body: '1158201444' },
    });
  });

  it('tells who writes, in ids that say nothing', async () => {
    const person = meta.someone(platform);
    const [message] = await received(platform, meta.said(platform, person, { text: ' Hello 🧵\u0007 ' }));
    expect(message).toMatchObject({
      channel: platform,
      text: 'Hello 🧵',
      identifiers: [{ kind: platform, value: person, level: 'verified', evidence: 'meta-signed-webhook' }],
      reach: { theirs: person },
    });
    expect(`${message?.conversation} ${message?.messageId}`).not.toContain(person);
  });

  it('takes a quick reply as its choice, a menu button by its title, the first button as a greeting', async () => {
    const person = meta.someone(platform);
    const reply = meta.said(platform, person, { text: 'Returns', quick_reply: { payload: 'returns' } });
    expect(await received(platform, reply)).toMatchObject([{ text: 'Returns', choice: 'returns' }]);
    const pressing = (postback: object) =>
      received(platform, meta.webhook(platform, [meta.event(platform, person, { postback })]));
    expect(await pressing({ mid: meta.mid(), title: 'My orders', payload: 'orders' })).toMatchObject([
      { text: 'My orders', choice: 'orders' },
    ]);
    const [begun] = await pressing({ title: 'Get Started', payload: 'GET_STARTED' });
    expect(begun?.text).toBe('Hello');
    expect(begun).not.toHaveProperty('choice');
  });

  it('takes files by their address, and says what was shared', async () => {
    const person = meta.someone(platform);
    const url = 'https://scontent.xx.fbcdn.net/v/t1/broken_jug.jpg?stp=dst&oh=1';
    const [file] = await received(
      platform,
      meta.said(platform, person, { attachments: [{ type: 'image', payload: { url } }] }),
    );
    expect(file).toMatchObject({
      text: '[image/jpeg]',
      attachments: [{ name: 'broken_jug.jpg', mediaType: 'image/jpeg', bytes: 0, reference: url }],
    });
    const share = {
      type: 'fallback',
      title: 'Cold brew jug',
      payload: { url: 'https://shop.example.com/7' },
    };
    const [shared] = await received(platform, meta.said(platform, person, { attachments: [share] }));
    expect(shared?.text).toBe('Cold brew jug https://shop.example.com/7');
    expect(shared).not.toHaveProperty('attachments');
    const [odd] = await received(platform, meta.said(platform, person, { is_unsupported: true }));
    expect(odd?.text).toMatch(/\S/);
  });

  it('takes all of a batch in order, and leaves alone what is not said to us', async () => {
    const person = meta.someone(platform);
    const of = (content: object) => meta.event(platform, person, content);
    const batch = [
      of({ message: { mid: meta.mid(), text: 'one' } }),
      of({ message: { mid: meta.mid(), text: 'our own words', is_echo: true } }),
      of({ message: { mid: meta.mid(), is_deleted: true } }),
      of({ reaction: { mid: 'm_1', action: 'react', reaction: 'love' } }),
      { something: 'new' },
      of({ message: { mid: meta.mid(), text: 'two' } }),
    ];
    const messages = await received(platform, meta.webhook(platform, batch));
    expect(messages.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(await received(platform, meta.webhook(platform, batch, '1'))).toEqual([]);
  });

  it('reports what was delivered and read', async () => {
    const person = meta.someone(platform);
    const conversation = await conversationWith(platform, person);
    const receipts = async (content: object) => {
      const webhook = meta.webhook(platform, [meta.event(platform, person, content)]);
      return (await parsed(channelOf(platform), requestOf(platform, webhook))).receipts;
    };
    expect(await receipts({ delivery: { mids: ['m_1', 'm_2'], watermark: 5 } })).toMatchObject([
      { providerMessageId: 'm_1', state: 'delivered' },
      { providerMessageId: 'm_2', state: 'delivered' },
    ]);
    expect(await receipts({ delivery: { watermark: 5 } })).toMatchObject([
      { until: { conversation, at: 5 }, state: 'delivered' },
    ]);
    expect(await receipts({ read: { watermark: 7 } })).toMatchObject([
      { until: { conversation, at: 7 }, state: 'seen' },
    ]);
    expect(await receipts({ read: { mid: 'm_3' } })).toMatchObject([
      { providerMessageId: 'm_3', state: 'seen' },
    ]);
  });
});

const choices = [
  { id: 'returns', label: 'Returns' },
  { id: 'person', label: 'A person' },
];

describe.each(platforms)('what is sent over %s', (platform) => {
  it('offers choices as quick replies, and those that do not fit by numbers', async () => {
    const person = meta.someone(platform);
    const conversation = await conversationWith(platform, person);
    const { providerMessageId } = await channelOf(platform).send({
      ...saying(conversation, 'Which?'),
      choices,
    });
    expect(sentTo(person).at(-1)).toMatchObject({
      id: providerMessageId,
      type: 'RESPONSE',
      text: 'Which?',
      replies: [
        { title: 'Returns', payload: 'returns' },
        { title: 'A person', payload: 'person' },
      ],
    });
    const long = [...choices, { id: 'else', label: 'Something that is quite different' }];
    await channelOf(platform).send({ ...saying(conversation, 'Which?'), choices: long });
    expect(sentTo(person).at(-1)).toMatchObject({
      text: expect.stringMatching(/3\. Something/),
      replies: [],
    });
  });

  it('sends a long text in parts that Meta takes, in order', async () => {
    const person = meta.someone(platform);
    const text = Array.from({ length: 200 }, (_, index) => `Größenänderung Nummer ${index} 🧵.`).join(' ');
    await channelOf(platform).send({ ...saying(await conversationWith(platform, person), text), choices });
    const parts = sentTo(person);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map((part) => part.text).join(' ')).toBe(text);
    expect(parts.map(({ replies }) => replies.length)).toEqual([...parts.slice(1).map(() => 0), 2]);
  });

  it('speaks for a day, and for seven only as a person whom Meta allows to', async () => {
    const person = meta.someone(platform);
    const [fresh, late, stale] = await Promise.all(
      [23 * hour, 25 * hour, 8 * 24 * hour].map(async (ago) => {
        const id = randomUUID();
        const ends = { ours: meta.account.pageId, theirs: person, customerId: 'ana', channel: platform };
        await database.stores.conversations.heard({ id, ...ends, at: Date.now() - ago });
        return id;
      }),
    );
    const closed = { code: 'channel.window-closed' };
    const [plain, human] = [channelOf(platform), channelOf(platform, { humanAgent: true })];
    const agent = (conversation: string) => ({ ...saying(conversation, 'Hi, Sam'), from: 'agent' as const });
    await plain.send(saying(fresh!, 'In time'));
    await expect(plain.send(saying(late!, 'Late'))).rejects.toMatchObject(closed);
    await expect(plain.send(agent(late!))).rejects.toMatchObject(closed);
    await expect(human.send(saying(late!, 'Late'))).rejects.toMatchObject(closed);
    await human.send(agent(late!));
    await expect(human.send(agent(stale!))).rejects.toMatchObject(closed);
    expect(sentTo(person).map(({ type, tag }) => [type, tag])).toEqual([
      ['RESPONSE', undefined],
      ['MESSAGE_TAG', 'HUMAN_AGENT'],
    ]);
  });

  it('shows that it types', async () => {
    const person = meta.someone(platform);
    await channelOf(platform).showTyping?.(await conversationWith(platform, person));
    expect(meta.typing).toContain(person);
  });

  it('tells what Meta will never take from what it may take later', async () => {
    const person = meta.someone(platform);
    const conversation = await conversationWith(platform, person);
    const failing = (status: number, code?: number, error_subcode?: number) => {
      meta.faults.push({ kind: 'status', status, ...(code && { body: { error: { code, error_subcode } } }) });
      return channelOf(platform)
        .send(saying(conversation, 'Hello'))
        .catch((error: unknown) => error);
    };
    for (const [code, subcode] of [[4], [613], [190], [10]]) {
      expect(await failing(400, code, subcode), `${code}`).toBeInstanceOf(NotSent);
    }
    const refusals = [
      [10, 2_018_278, 'channel.window-closed'],
      [100, 2_018_001, 'channel.invalid-address'],
      [200, 2_018_028, 'channel.not-allowed'],
      [200, 1_545_041, 'channel.opted-out'],
      [100, 1, 'channel.refused'],
    ] as const;
    for (const [code, subcode, refused] of refusals)
      expect(await failing(400, code, subcode)).toMatchObject({ name: 'SendRefused', code: refused });
    for (const lost of [await failing(500, 2), await failing(400, 1_200), await failing(502)])
      expect([lost instanceof NotSent, lost instanceof SendRefused]).toEqual([false, false]);
    meta.blocked.add(person);
    await expect(channelOf(platform).send(saying(conversation, 'Hello'))).rejects.toMatchObject({
      code: 'channel.opted-out',
    });
  });

  it('never sends twice what Meta took while the answer was lost', async () => {
    const person = meta.someone(platform);
    const conversation = await conversationWith(platform, person);
    const before = saying(conversation, 'Anything else?');
    const { providerMessageId } = await channelOf(platform).send(before);
    await known(database.stores.outbox, platform, before, { providerMessageId });
    // The same words in another message: that one is not this one.
    const out = saying(conversation, 'Anything else?');
    meta.faults.push({ kind: 'status', status: 502 });
    await expect(channelOf(platform).send(out)).rejects.not.toBeInstanceOf(NotSent);
    meta.faults.push({ kind: 'delay', ms: 0 }, { kind: 'drop' });
    await expect(channelOf(platform).send({ ...out, again: true })).rejects.not.toBeInstanceOf(NotSent);
    const sent = await channelOf(platform).send({ ...out, again: true });
    expect(sentTo(person).map(({ id }) => id)).toEqual([providerMessageId, sent.providerMessageId]);
  });

  it('sends only the parts that Meta does not have', async () => {
    const person = meta.someone(platform);
    const words = (letter: string) => `${letter} `.repeat(490).trim();
    const text = ['a', 'b', 'c', 'd'].map(words).join('\n\n');
    const out = saying(await conversationWith(platform, person), text);
    meta.faults.push({ kind: 'delay', ms: 0 }, { kind: 'drop' });
    await expect(channelOf(platform).send(out)).rejects.toThrow('did not answer');
    await channelOf(platform).send({ ...out, again: true });
    const parts = sentTo(person).map((part) => part.text);
    expect(parts.join('\n\n')).toBe(text);
  });

  it('does not try again where Meta may not be asked', async () => {
    const out = saying(await conversationWith(platform, meta.someone(platform)), 'Once');
    meta.faults.push({ kind: 'status', status: 403, body: { error: { code: 200 } } });
    await expect(channelOf(platform).send({ ...out, again: true })).rejects.toMatchObject({
      code: 'channel.unconfirmed',
    });
  });
});

it('goes the whole way: a signed webhook, a case, an answer, and what became of it', async () => {
  const config = { ...meta.account, humanAgent: false, baseUrl: meta.url };
  const whole = await startEchoCase({ meta: config });
  try {
    const handshake = `hub.mode=subscribe&hub.verify_token=${meta.account.verifyToken}&hub.challenge=42`;
    expect(await (await whole.get(`/channels/messenger?${handshake}`)).text()).toBe('42');
    expect((await whole.get('/channels/instagram?hub.mode=subscribe&hub.challenge=42')).status).toBe(403);
    for (const platform of platforms) {
      const person = meta.someone(platform);
      const path = `/channels/${platform}`;
      const webhook = meta.said(platform, person, { text: 'Where is my order? 🧵' });
      const forged = { ...webhook, rawBody: Buffer.from(webhook.rawBody.toString().replace('my', 'his')) };
      expect((await whole.post(path, forged)).status).toBe(403);
      const answers = await Promise.all([1, 2, 3].map(() => whole.post(path, webhook)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      const [sent] = await eventually(
        async () => sentTo(person),
        (all) => all.length > 0,
      );
      expect(sentTo(person).map(({ text }) => text)).toEqual(['You said: Where is my order? 🧵']);
      const row = await eventually(
        () => whole.stores.outbox.byProviderMessage(platform, sent!.id),
        (found) => found !== null,
      );
      const state = async () => (await whole.stores.messages.get([row!._id]))[0]?.delivery;
      const post = (content: object) =>
        whole.post(path, meta.webhook(platform, [meta.event(platform, person, content)]));
      await post({ read: { watermark: row!.at - 1 } });
      expect(await state()).toBe('stored');
      await post({ delivery: { mids: [sent!.id] } });
      expect(await state()).toBe('delivered');
      await post({ read: { watermark: Date.now() } });
      expect(await state()).toBe('seen');
      expect(whole.lines.join('')).not.toContain(person);
    }
  } finally {
    await whole.close();
  }
});
