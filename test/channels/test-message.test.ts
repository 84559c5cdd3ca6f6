import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { housekeeping } from '../../packages/engine/src/cases/housekeeping.ts';
import { relayOutbox } from '../../packages/engine/src/cases/relay.ts';
import { createTestMessages } from '../../packages/engine/src/channels/test-message.ts';
import { createConversationIds } from '../../packages/engine/src/crypto/derived-ids.ts';
import type { TestDatabase } from '../../packages/engine/src/testing/database.ts';
import { testDatabase } from '../../packages/engine/src/testing/database.ts';
import { everyChannel, testChannels } from '../../packages/engine/src/testing/test-channels.ts';
import { postWebhook } from '../providers/post-webhook.ts';
import type { TwilioStandIn } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';
import type { TestSends } from './test-sends.ts';
import { startTestSends } from './test-sends.ts';

const mine = '+447700900123';
const destination = { kind: 'phone' as const, label: 'Telephone number', hint: '' };

let database: TestDatabase;
let provider: TwilioStandIn;
let api: TestSends['api'];
let lines: TestSends['lines'];
let ops: TestSends['ops'];
let send: TestSends['send'];
let outcome: TestSends['outcome'];

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  provider = await startTwilio();
  const twilio = { ...everyChannel.twilio!, ...provider.account, baseUrl: provider.url };
  ({ api, lines, ops, send, outcome } = await startTestSends(database, { ...everyChannel, twilio }));
});

afterAll(async () => {
  await api?.stop();
  await provider?.close();
  await database?.drop();
});

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

  it('goes to one destination five times an hour, whoever sends it, however it is written', async () => {
    const other = (await api.signIn('admin')).bearer;
    const written = ['+447700900555', '+44 7700 900555', '+44 (0)7700 900-555'];
    const path = '/api/channels/sms/test-messages';
    const sendBy = (who: { [name: string]: string }, n: number, id: string = randomUUID()) =>
      api.call('POST', path, { id, to: written[n % written.length] }, who);
    const id = randomUUID();
    for (const again of [id, id, id]) expect((await sendBy(ops, 0, again)).status).toBe(202);
    const more = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => sendBy(n % 2 ? ops : other, n)));
    expect(more.filter(({ status }) => status === 202)).toHaveLength(4);
    expect(more.filter(({ status }) => status === 429)).toHaveLength(2);
    const refused = more.find(({ status }) => status === 429);
    expect(refused?.json).toMatchObject({
      code: 'channel.too-many-tests',
      detail: 'One destination gets at most 5 test messages an hour: try it again in 60 minutes.',
    });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(3_000);
    // What came while another was on its way there goes with the relay.
    await relayOutbox({ stores: database.stores, lines, log: pino({ level: 'silent' }) }, 0);
    expect(provider.sent.filter(({ to }) => to === written[0])).toHaveLength(5);
    // The call counts too: it rings at the same telephone.
    expect((await send('voice', written[0]!)).status).toBe(429);
    const rows = JSON.stringify(await database.db.collection('testSlots').find().toArray());
    expect(rows).not.toContain('7700900555');
  });

  it('is sent thirty times an hour by one person, in whatever process', async () => {
    const { stores } = await database.another();
    const channels = testChannels(database, { config: { ...everyChannel } });
    const [one, two] = [database.stores, stores].map((own) =>
      createTestMessages({
        stores: own,
        lines: { begin: () => Promise.resolve() },
        conversationIds: createConversationIds(database.masterKey.bytes),
      }),
    );
    const sent = await Promise.all(
      Array.from({ length: 33 }, (_, n) =>
        (n % 2 ? one! : two!).send({
          ...{ id: randomUUID(), channel: channels['sms']!, destination, at: Date.now() },
          ...{ to: `+4477009006${String(n).padStart(2, '0')}`, by: { id: 'eve', name: 'Eve' } },
        }),
      ),
    );
    expect(sent.filter(({ ok }) => ok)).toHaveLength(30);
    expect(sent.filter((one) => 'until' in one)).toHaveLength(3);
  });

  it('is in the record of changes before it goes out, once', async () => {
    const { stores } = database;
    const channels = testChannels(database, { config: { ...everyChannel } });
    const conversationIds = createConversationIds(database.masterKey.bytes);
    const lines = { begin: () => Promise.resolve() };
    const killed = { ...stores.outbox, queue: () => Promise.reject(new Error('the process was killed')) };
    const request = {
      ...{ id: randomUUID(), channel: channels['sms']!, destination, to: '+447700900777', at: Date.now() },
      by: { id: 'zoe', name: 'Zoe' },
    };
    const dying = createTestMessages({ stores: { ...stores, outbox: killed }, lines, conversationIds });
    await expect(dying.send(request)).rejects.toThrow('killed');
    const logged = () => stores.users.logged({ actor: 'zoe', limit: 5 });
    expect(await logged()).toMatchObject([{ action: 'channel.test', details: { to: '+44…77' } }]);
    expect(await createTestMessages({ stores, lines, conversationIds }).send(request)).toMatchObject({
      ok: true,
    });
    expect(await logged()).toHaveLength(1);
  });

  it('is forgotten after a day, with where it went', async () => {
    const { db, stores } = database;
    await housekeeping(stores, Date.now() + 25 * 3_600_000);
    expect(await db.collection('outbox').countDocuments({ test: true })).toBe(0);
    expect(await db.collection('conversations').countDocuments({ testedAt: { $exists: true } })).toBe(0);
  });
});
