import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestApi } from '../../packages/engine/src/api/testing/test-api.ts';
import { startTestApi } from '../../packages/engine/src/api/testing/test-api.ts';
import { createHandOver } from '../../packages/engine/src/cases/hand-over.ts';
import { createHandOverLines } from '../../packages/engine/src/cases/hand-over-lines.ts';
import { housekeeping } from '../../packages/engine/src/cases/housekeeping.ts';
import { relayOutbox } from '../../packages/engine/src/cases/relay.ts';
import { createConversationIds } from '../../packages/engine/src/crypto/derived-ids.ts';
import type { TestDatabase } from '../../packages/engine/src/testing/database.ts';
import { testDatabase } from '../../packages/engine/src/testing/database.ts';
import { noGateway } from '../../packages/engine/src/testing/no-gateway.ts';
import { everyChannel, testChannels } from '../../packages/engine/src/testing/test-channels.ts';
import { postWebhook } from '../providers/post-webhook.ts';
import type { TwilioStandIn } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';

const mine = '+447700900123';

let database: TestDatabase;
let provider: TwilioStandIn;
let api: TestApi;
let lines: ReturnType<typeof createHandOverLines>;
let ops: { [name: string]: string };

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  provider = await startTwilio();
  const { stores } = database;
  const twilio = { ...everyChannel.twilio!, ...provider.account, baseUrl: provider.url };
  const config = { channels: { ...everyChannel, twilio } };
  const channels = testChannels(database, { config: config.channels });
  const unused = async () => {
    throw new Error('no case is reached by a test');
  };
  const log = pino({ level: 'silent' });
  const handOver = createHandOver({ stores, channels, failSend: unused, log, fileLink: (id) => id });
  lines = createHandOverLines({ handOver, channels, log });
  api = await startTestApi({
    ...{ database, gateway: noGateway(unused), config, deps: { channels, lines } },
    chromaUrl: inject('chromaUrl'),
    embeddingModelDir: inject('embeddingModelDir'),
  });
  ops = (await api.signIn('ops')).bearer;
});

afterAll(async () => {
  await api?.stop();
  await provider?.close();
  await database?.drop();
});

type Test = {
  state: string;
  providerMessageId?: string;
  tries: number;
  error?: { code: string; text: string; fix: string };
};

const send = (channel: string, to: string, id: string = randomUUID()) =>
  api.call('POST', `/api/channels/${channel}/test-messages`, { id, to }, ops);

/** What came of a test once it is no longer under way. */
async function outcome(
  channel: string,
  id: string,
  until = (test: Test) => test.state !== 'sending',
): Promise<Test> {
  const read = async () => {
    const { json } = await api.call('GET', `/api/channels/${channel}/test-messages/${id}`, undefined, ops);
    return json['test'] as Test;
  };
  await expect.poll(async () => until(await read()), { timeout: 10_000 }).toBe(true);
  return read();
}

describe('the settings of channels', () => {
  it('say what sets each up and what is pasted at the provider, and no secret', async () => {
    const { json } = await api.call('GET', '/api/channel-settings', undefined, ops);
    expect(json['detail']).toBeUndefined();
    const channels = json['channels'] as {
      name: string;
      on: boolean;
      facts: { value: string; copy?: boolean }[];
    }[];
    expect(channels.filter(({ on }) => !on).map(({ name }) => name)).toEqual(['email']);
    const sms = channels.find(({ name }) => name === 'sms');
    expect(sms?.facts.filter(({ copy }) => copy).map(({ value }) => value)).toEqual([
      'http://support.example.com/channels/twilio/sms',
      'http://support.example.com/channels/twilio/sms/status',
    ]);
    const text = JSON.stringify(json);
    expect(text).not.toContain(provider.account.authToken);
    expect(text).not.toContain(everyChannel.telegram!.botToken);
    for (const secret of ['secret', 'token'])
      expect(channels.flatMap(({ facts }) => facts).filter(({ value }) => value.includes(secret))).toEqual(
        [],
      );
  });
});

describe('a test message', () => {
  it('goes out once by the channel’s own send, and opens no case', async () => {
    const id = randomUUID();
    const first = await send('sms', '+44 7700 900123', id);
    expect(first.status).toBe(202);
    const test = await outcome('sms', id);
    await send('sms', mine, id);
    await lines.idle();
    expect(provider.sent).toMatchObject([{ to: mine, from: '+441632960001' }]);
    expect(provider.sent[0]!.body).toContain('This is a test message');
    expect(provider.sent[0]!.body).toContain('sent by ops');
    expect(test).toMatchObject({ state: 'accepted', providerMessageId: provider.sent[0]!.sid });
    const { stores } = database;
    expect((await stores.cases.list({ limit: 10 })).cases).toEqual([]);
    expect(await stores.messages.get([`test:${id}`])).toEqual([]);
    const [logged] = await stores.users.logged({ kind: 'channel', limit: 5 });
    expect(logged).toMatchObject({ action: 'channel.test', subject: 'sms', details: { to: '+44…23' } });
    expect(await stores.users.logged({ kind: 'channel', limit: 5 })).toHaveLength(1);
  });

  it('says when the provider delivered it', async () => {
    const id = randomUUID();
    await send('sms', mine, id);
    await outcome('sms', id);
    const receipt = provider.status(provider.sent.at(-1)!, 'delivered');
    expect((await postWebhook(api.url, receipt)).status).toBeLessThan(300);
    expect(await outcome('sms', id, ({ state }) => state === 'delivered')).not.toHaveProperty('error');
  });

  it('says what the provider refused, and what to do', async () => {
    const id = randomUUID();
    provider.faults.push({
      kind: 'status',
      status: 400,
      body: { code: 21_614, message: 'not a mobile number', status: 400 },
    });
    await send('sms', mine, id);
    expect(await outcome('sms', id)).toMatchObject({
      state: 'failed',
      error: {
        code: 'channel.invalid-address',
        text: 'It is not a mobile number.',
        fix: expect.stringContaining('typed'),
      },
    });
  });

  it('is tried again by the relay while the provider is away, and says so meanwhile', async () => {
    const id = randomUUID();
    provider.faults.push({
      kind: 'status',
      status: 429,
      body: { code: 20_429, message: 'busy', status: 429 },
    });
    await send('sms', mine, id);
    const waiting = await outcome('sms', id, ({ error }) => error !== undefined);
    expect(waiting).toMatchObject({
      state: 'sending',
      error: {
        code: 'channel.not-yet',
        text: 'Twilio answered 429',
        fix: expect.stringContaining('TWILIO_AUTH_TOKEN'),
      },
    });
    await relayOutbox({ stores: database.stores, lines, log: pino({ level: 'silent' }) }, 0);
    const test = await outcome('sms', id);
    expect(test).toMatchObject({ state: 'accepted', tries: 2 });
    expect(test).not.toHaveProperty('error');
  });

  it('does not go to somebody who said that they want no messages', async () => {
    const { stores, masterKey } = database;
    const stopped = '+447700900999';
    const customer = await stores.customers.findOrCreate({
      identifiers: [{ kind: 'phone', value: stopped, level: 'verified', evidence: 'sms' }],
      at: Date.now(),
    });
    const ours = everyChannel.twilio!.smsFrom!;
    const conversation = createConversationIds(masterKey.bytes)('sms', ours, stopped);
    await stores.conversations.heard({
      ...{ id: conversation, channel: 'sms', customerId: customer._id, ours, theirs: stopped, at: 1 },
    });
    await stores.conversations.consent(conversation, { stopped: true, at: 2 });
    const before = provider.sent.length;
    const id = randomUUID();
    await send('sms', stopped, id);
    expect(await outcome('sms', id)).toMatchObject({ state: 'failed', error: { code: 'channel.opted-out' } });
    expect(provider.sent).toHaveLength(before);
  });

  it('calls a telephone, which hears that calls work', async () => {
    const id = randomUUID();
    await send('voice', mine, id);
    const [call] = provider.placed;
    expect(call).toMatchObject({ to: mine, from: '+441632960003', detectsMachine: false });
    expect(await outcome('voice', id)).toMatchObject({ state: 'accepted', providerMessageId: call!.sid });
    const request = provider.message(call!.url, {
      CallSid: call!.sid,
      To: mine,
      From: '+441632960003',
      CallStatus: 'in-progress',
      Direction: 'outbound-api',
    });
    const taken = await postWebhook(api.url, request);
    expect(taken.body).toMatch(/<Say[^>]*>This is a test call.*<\/Say><Hangup\/>/);
  });

  it('is refused with what to do where it cannot be sent', async () => {
    expect((await send('sms', 'my phone')).json).toMatchObject({
      code: 'body.invalid',
      errors: [{ field: 'to' }],
    });
    expect((await send('telegram', '4711')).json).toMatchObject({
      errors: [{ field: 'to', text: 'has not written to us yet.' }],
    });
    expect((await send('webchat', 'me')).json).toMatchObject({ code: 'channel.no-test' });
    expect((await send('email', 'a@example.com')).json).toMatchObject({ code: 'channel.not-found' });
    expect((await send('fax', '1')).json).toMatchObject({ code: 'channel.not-found' });
  });

  it('is forgotten after a day, with where it went', async () => {
    const { db, stores } = database;
    await housekeeping(stores, Date.now() + 25 * 3_600_000);
    expect(await db.collection('outbox').countDocuments({ test: true })).toBe(0);
    expect(await db.collection('conversations').countDocuments({ testedAt: { $exists: true } })).toBe(0);
  });
});
