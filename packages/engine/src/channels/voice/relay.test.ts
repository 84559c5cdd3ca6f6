import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import type { ClientOptions } from 'ws';
import { WebSocket } from 'ws';
import { topicOf } from '../../cases/feed-events.ts';
import type { TestDatabase } from '../../testing/database.ts';
import { testDatabase } from '../../testing/database.ts';
import { everyChannel } from '../../testing/test-channels.ts';
import { usualPatience } from './call-settings.ts';
import { configuredTelephony } from './configured-telephony.ts';
import type { RelayCommand } from './relay-frames.ts';
import type { RelayDeps } from './relay-session.ts';
import { startRelaySession } from './relay-session.ts';
import { createRelaySocket } from './relay-socket.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database?.drop());

/** A call that rings, with all that a session needs; what it follows and how often it looks at the clock are counted. */
async function ringing(change: Partial<RelayDeps['stores']> = {}) {
  const { stores } = database;
  const counts = { follows: 0, looks: 0 };
  const callId = `CA${randomBytes(16).toString('hex')}`;
  const feed: RelayDeps['stores']['feed'] = {
    ...stores.feed,
    async follow(follow) {
      counts.follows += 1;
      await (change.feed ?? stores.feed).follow(follow).finally(() => (counts.follows -= 1));
    },
  };
  const deps: RelayDeps = {
    stores: { ...stores, ...change, feed },
    gateway: { receive: () => Promise.reject(new Error('nobody speaks here')) },
    endCall: { confirm: async () => undefined } as unknown as RelayDeps['endCall'],
    sendLink: { canSend: async () => false } as unknown as RelayDeps['sendLink'],
    settings: { patience: usualPatience },
    onMessage: () => {},
    now() {
      counts.looks += 1;
      return Date.now();
    },
  };
  const call = await stores.calls.begin({
    ...{ _id: callId, provider: 'twilio', callId, language: 'en', locale: 'en-GB', startedAt: Date.now() },
  });
  return { deps, counts, call, callId };
}

describe('a session', () => {
  const report = { callId: '', ours: '+441632960000', ended: false };

  it('that cannot start leaves nothing behind', async () => {
    const messages = {
      ...database.stores.messages,
      byConversation: () => Promise.reject(new Error('the database is away')),
    };
    const { deps, counts, call } = await ringing({ messages });
    await expect(startRelaySession(deps, { call, report, send: () => {} })).rejects.toThrow('away');
    expect(counts.follows).toBe(0);
    const { looks } = counts;
    await pause(350);
    expect(counts.looks).toBe(looks);
  });

  it('follows the feed once, and says what comes', async () => {
    const { deps, counts, call, callId } = await ringing();
    const said: RelayCommand[] = [];
    const session = await startRelaySession(deps, { call, report, send: (command) => said.push(command) });
    expect(counts.follows).toBe(1);
    const message = {
      caseId: 'k1',
      customerId: 'c1',
      conversation: callId,
      channel: 'voice',
      at: Date.now(),
    };
    await database.stores.messages.add({ ...message, _id: `${callId}:1`, from: 'bot', text: 'It is here.' });
    await database.stores.feed.append({
      ...{ key: callId, topics: [topicOf.conversation(callId)], type: 'message.added' },
      data: { caseId: 'k1', messageId: `${callId}:1` },
    });
    await expect.poll(() => JSON.stringify(said), { timeout: 5_000 }).toContain('It is here.');
    await session.stop();
    expect(counts.follows).toBe(0);
  });
});

describe('a socket', () => {
  const address = 'wss://support.example.com/channels/twilio/voice/relay';
  const authToken = everyChannel.twilio?.authToken ?? '';

  async function open(
    { deps, callId }: Pick<Awaited<ReturnType<typeof ringing>>, 'deps' | 'callId'>,
    options: ClientOptions = {},
  ) {
    const telephony = configuredTelephony(everyChannel)?.telephony;
    if (!telephony) throw new Error('no telephony');
    const relay = createRelaySocket({
      ...deps,
      ...{ telephony, address, conversationOf: (id: string) => id, heartbeatMs: 100 },
      log: { warn: () => {} },
    });
    const server = createServer().on('upgrade', relay.upgrade).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const socket = new WebSocket(`ws://127.0.0.1:${port}${new URL(address).pathname}`, {
      headers: { 'X-Twilio-Signature': twilio.getExpectedTwilioSignature(authToken, address, {}) },
      ...options,
    });
    onTestFinished(() => {
      socket.terminate();
      relay.close();
      server.close();
    });
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(
      JSON.stringify({ type: 'setup', callSid: callId, from: '+447700900001', to: '+441632960003' }),
    );
    return { socket, closed };
  }

  it('is cut off where nobody answers any more, and its session ends', async () => {
    const call = await ringing();
    const { closed } = await open(call, { autoPong: false });
    expect(await closed).toBe(1006);
    await expect.poll(() => call.counts.follows, { timeout: 5_000 }).toBe(0);
  });

  it('stays open where somebody does', async () => {
    const call = await ringing();
    const { socket } = await open(call);
    await pause(500);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    expect(call.counts.follows).toBe(1);
  });

  it('is closed some seconds after the end was said, if the other side does not', async () => {
    const feed: RelayDeps['stores']['feed'] = {
      ...database.stores.feed,
      follow: async () => {
        await pause(500);
        throw new Error('the feed is lost');
      },
    };
    const { socket, closed } = await open(await ringing({ feed }));
    const ended = await new Promise((resolve) =>
      socket.once('message', (data: Buffer) => resolve(data.toString())),
    );
    expect(ended).toContain('"end"');
    const began = Date.now();
    expect(await closed).toBe(1000);
    expect(Date.now() - began).toBeGreaterThan(4_000);
  }, 20_000);
});
