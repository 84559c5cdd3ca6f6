import { randomUUID } from 'node:crypto';
import { flowSchema } from '@throughline/flow/schema';
import type { NodeResult } from '@throughline/flow/node-result';
import type { TestApi } from '@throughline/engine/api/testing/test-api';
import { startTestApi } from '@throughline/engine/api/testing/test-api';
import { createCallCustomer } from '@throughline/engine/cases/call-customer';
import { writeCallback } from '@throughline/engine/cases/request-callback';
import { configuredTelephony } from '@throughline/engine/channels/voice/configured-telephony';
import { createPlaceCallbacks } from '@throughline/engine/channels/voice/place-callbacks';
import { createSettleCallback } from '@throughline/engine/channels/voice/settle-callback';
import type { ChannelsConfig } from '@throughline/engine/channel-config';
import { createConversationIds } from '@throughline/engine/crypto/derived-ids';
import { signalCallback } from '@throughline/engine/temporal/case-handle';
import type { CaseRuntime } from '@throughline/engine/testing/case-runtime';
import { eventually, startCaseRuntime } from '@throughline/engine/testing/case-runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { PlivoStandIn } from '../providers/plivo.ts';
import { startPlivo } from '../providers/plivo.ts';
import { plivoVoice } from '../providers/plivo-voice.ts';
import type { TwilioCallRequest, TwilioStandIn } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';
import { twilioVoice } from '../providers/twilio-voice.ts';

const publicUrl = 'https://support.example.com';
const ours = '+441632960000';
const agentNumber = '+441632960001';
const patience = { firstMs: 1_200, roundMs: 600, botMs: 5_000, personMs: 20_000, silenceS: 1 };

let twilio: TwilioStandIn;
let plivo: PlivoStandIn;
let runtime: CaseRuntime;
let api: TestApi;
let place: () => Promise<void>;
/** Where flows may place so many calls in an hour to numbers that were only given. */
let placeLimited: (unprovenAnHour: number) => Promise<void>;
/** Moved forward by tests that wait for the next try. */
let ahead = 0;

/** ingest -> number? -> callback -> "What can I do?" -> scripted, in the call; or a message where nobody was reached. */
function callbackFlow(by: 'bot' | 'agent') {
  const texts = (text: string) => ({ text });
  return flowSchema.parse({
    schema: 1,
    id: 'scripted',
    title: 'Call me',
    settings: { fallbackQueue: 'people' },
    nodes: [
      { id: 'start', type: 'ingest', title: 'Start', config: { quiet: '0s' } },
      { id: 'number', type: 'ask', title: 'Number', config: { question: 'Your number?', type: 'phone' } },
      {
        id: 'call',
        type: 'callback',
        title: 'Call',
        config: {
          by,
          number: 'nodes.number.output.value',
          anytime: true,
          within: '1h',
          attempts: 2,
          retryAfter: '5m',
        },
      },
      {
        id: 'greet',
        type: 'send-message',
        title: 'Greet',
        config: texts('I have your case here. What is new?'),
      },
      {
        id: 'missed',
        type: 'send-message',
        title: 'Missed',
        config: texts('We could not reach you: {{ nodes.call.output.reason }}.'),
      },
      { id: 'reply', type: 'wait-for-reply', title: 'Reply', config: {} },
      { id: 'think', type: 'scripted', title: 'Think', config: {} },
    ],
    edges: [
      { id: 'e1', from: 'start', port: 'started', to: 'number' },
      { id: 'e2', from: 'number', port: 'answered', to: 'call' },
      { id: 'e3', from: 'number', port: 'not-understood', to: 'think' },
      { id: 'e4', from: 'call', port: 'answered', to: 'greet' },
      { id: 'e5', from: 'call', port: 'missed', to: 'missed' },
      { id: 'e6', from: 'greet', port: 'sent', to: 'reply' },
      { id: 'e7', from: 'missed', port: 'sent', to: 'reply' },
      { id: 'e8', from: 'reply', port: 'reply', to: 'think' },
      { id: 'e9', from: 'think', port: 'done', to: 'reply' },
    ],
  });
}

const answer = async ({ messages }: { messages: { text: string }[] }): Promise<NodeResult> => ({
  port: 'done',
  say: [{ text: `You said: ${messages.map(({ text }) => text).join(' | ')}` }],
});

async function start(channels: ChannelsConfig, by: 'bot' | 'agent' = 'bot') {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: answer,
    flow: callbackFlow(by),
    config: channels,
  });
  const { database, gateway, stores, temporal, takeReceipt, lines, log } = runtime;
  const settle = createSettleCallback({
    stores,
    tellCase: (caseId, event) => signalCallback(temporal, caseId, event),
    now: () => Date.now() + ahead,
  });
  api = await startTestApi({
    database,
    gateway,
    chromaUrl: inject('chromaUrl'),
    embeddingModelDir: inject('embeddingModelDir'),
    config: { publicUrl, channels },
    deps: { channels: runtime.channels, takeReceipt, lines, patience, settleCallback: settle },
  });
  const configured = configuredTelephony(channels);
  if (!configured) throw new Error('no telephony');
  placeLimited = (unprovenAnHour) =>
    createPlaceCallbacks({
      ...{ stores, log, settle, publicUrl, telephony: configured.telephony, from: configured.from },
      ...{ agentNumber, unprovenAnHour },
      conversationIds: createConversationIds(database.masterKey.bytes),
      now: () => Date.now() + ahead,
    })();
  place = () => placeLimited(1_000);
}

async function stop(): Promise<void> {
  await api?.stop();
  await runtime?.close();
}

let visitors = 0;

/** A visitor asks in the web chat to be called. */
async function wantsCall(number: string): Promise<{ visitor: string; caseId: string }> {
  const visitor = `callback-${visitors++}`;
  const { caseId } = await runtime.say('My kettle is broken, please call me', { visitor });
  await hears(visitor, 'Your number?');
  await runtime.say(number, { visitor });
  await eventually(
    () => runtime.stores.callbacks.ofCase(caseId),
    (rows) => rows.length === 1,
  );
  return { visitor, caseId };
}

const hears = (visitor: string, text: string) =>
  eventually(
    () => runtime.heard(visitor),
    (heard) => heard.includes(text),
  );

const requestOf = async (caseId: string) => (await runtime.stores.callbacks.ofCase(caseId))[0];

const notesOf = async (caseId: string) =>
  (await runtime.stores.messages.byCase(caseId))
    .filter(({ from }) => from === 'note')
    .map(({ text }) => text);

const twilioLine = () => twilioVoice({ apiUrl: api.url, publicUrl, ...twilio.account });

const lastPlaced = () => twilio.placed.at(-1) as TwilioCallRequest;

describe('by Twilio', () => {
  beforeAll(async () => {
    twilio = await startTwilio();
    const voice = { mode: 'gather' as const, trustedTrunks: [] };
    await start({ twilio: { ...twilio.account, baseUrl: twilio.url, voiceFrom: ours, voice } });
  });
  afterAll(async () => {
    await stop();
    await twilio?.close();
  });
  beforeEach(() => {
    ahead = 0;
    twilio.placed.length = 0;
    twilio.faults.length = 0;
  });

  it('goes on in the call with the case that began in the chat', async () => {
    const { visitor, caseId } = await wantsCall('+447700900701');
    await Promise.all([place(), place()]);
    expect(twilio.placed).toMatchObject([{ to: '+447700900701', from: ours, detectsMachine: true }]);
    await runtime.say('I forgot to say: it is the red one', { visitor });
    const call = twilioLine().answer(lastPlaced());
    await call.hears('Hello. You asked us to call you.');
    await call.hears('I have your case here. What is new?');
    await call.says('It leaks');
    await call.hears(/It leaks/);
    // The number was only given: nobody hears what it is about, whoever answers.
    expect(call.heard.map(({ text }) => text).join(' ')).not.toMatch(/kettle/);
    const rows = await runtime.stores.messages.byCase(caseId);
    const said = rows.filter(({ from }) => from === 'customer').map(({ channel, text }) => [channel, text]);
    expect(said).toEqual([
      ['webchat', 'My kettle is broken, please call me'],
      ['webchat', '+447700900701'],
      ['webchat', 'I forgot to say: it is the red one'],
      ['voice', 'It leaks'],
    ]);
    await call.hangsUp();
    await eventually(
      () => notesOf(caseId),
      (notes) => notes.some((note) => note.startsWith('The caller hung up')),
    );
    expect(await requestOf(caseId)).toMatchObject({ state: 'done', tried: 1 });
    expect(JSON.stringify(await runtime.database.db.collection('callbacks').find().toArray())).not.toContain(
      '7700900701',
    );
    await place();
    expect(twilio.placed).toHaveLength(1);
  });

  it('tries again when nobody answers, and tells the case when nobody ever does', async () => {
    const { visitor, caseId } = await wantsCall('+447700900702');
    await place();
    await twilioLine().leave(lastPlaced(), 'busy');
    await place();
    expect(twilio.placed).toHaveLength(1);
    ahead = 5 * 60_000;
    await place();
    expect(twilio.placed).toHaveLength(2);
    const machine = twilioLine().answer(lastPlaced(), { machine: true });
    await machine.ends();
    expect(machine.heard).toEqual([]);
    await hears(visitor, 'We could not reach you: machine.');
    expect(await requestOf(caseId)).toMatchObject({ state: 'missed', reason: 'machine', tried: 2 });
  });

  it('never calls twice for one request, whatever the provider answers', async () => {
    const { caseId } = await wantsCall('+447700900703');
    twilio.faults.push({ kind: 'drop' });
    await place();
    expect(await requestOf(caseId)).toMatchObject({ state: 'placing', tried: 1 });
    await place();
    ahead = 4 * 60_000;
    await place();
    expect(twilio.placed).toHaveLength(1);
    expect(await requestOf(caseId)).toMatchObject({ state: 'waiting', tried: 1 });

    const busy = await wantsCall('+447700900704');
    ahead = 0;
    twilio.faults.push({ kind: 'status', status: 429 });
    await place();
    expect(twilio.placed).toHaveLength(1);
    expect(await requestOf(busy.caseId)).toMatchObject({ state: 'waiting', tried: 0 });
    ahead = 60_000;
    await place();
    expect(twilio.placed).toHaveLength(2);
    const call = twilioLine().answer(lastPlaced());
    await call.hears('Hello. You asked us to call you.');
    const again = twilioLine().answer({ ...lastPlaced(), sid: `CA${'d'.repeat(32)}` });
    await again.ends();
    expect(again.heard).toEqual([]);
    await call.hangsUp();
  });

  it('calls nobody where there is no number, or the case is closed', async () => {
    const closed = await wantsCall('+447700900705');
    const agent = { id: 'a1', name: 'Ana' };
    await runtime.gateway.act(closed.caseId, { action: 'claim', type: 'claim', agent });
    await runtime.gateway.act(closed.caseId, { action: 'close', type: 'close', agent, reason: 'done' });
    await eventually(
      async () => (await runtime.stores.cases.get(closed.caseId))?.owner,
      (owner) => owner === 'nobody',
    );
    await place();
    expect(await requestOf(closed.caseId)).toMatchObject({ state: 'cancelled' });
    expect(twilio.placed).toEqual([]);
  });

  it('calls a number only so often a day', async () => {
    const asked: string[] = [];
    for (let time = 0; time < 11; time++) {
      asked.push((await wantsCall('+447700900706')).visitor);
      await place();
    }
    await hears(asked.at(-1) ?? '', 'We could not reach you: too-many.');
    expect(twilio.placed).toHaveLength(10);
  });

  it.each([
    ['a premium rate', '+449098790001'],
    ['a shared cost', '+448430000001'],
    ['a number that follows its owner', '+447012345678'],
  ])('never calls a number of %s', async (_, number) => {
    const { visitor } = await wantsCall(number);
    await place();
    await hears(visitor, 'We could not reach you: not-allowed.');
    expect(twilio.placed).toEqual([]);
  });

  it('has flows call so many numbers a day for one customer, and agents more', async () => {
    const { caseId } = await wantsCall('+447700900720');
    const { customerId } = (await requestOf(caseId))!;
    const windows = [{ from: 0, until: Date.now() + 3_600_000 }];
    for (const [index, agent] of [undefined, undefined, undefined, { id: 'a1', name: 'Ana' }].entries()) {
      const run = `run-${index}`;
      const head = { _id: `${caseId}:${run}`, caseId, run, customerId, requestedAt: Date.now() + index };
      const wish = { by: 'bot' as const, windows, attempts: 1, retryMs: 0, ...(agent && { agent }) };
      await writeCallback(runtime.stores, {
        callback: { ...head, ...wish },
        number: `+44770090073${index}`,
      });
    }
    await place();
    expect(twilio.placed.map(({ to }) => to).toSorted()).toEqual([
      ...['+447700900720', '+447700900730', '+447700900731', '+447700900733'],
    ]);
    expect(await runtime.stores.callbacks.get(`${caseId}:run-2`)).toMatchObject({
      ...{ state: 'missed', reason: 'too-many', tried: 0 },
    });
  });

  it('calls only so many numbers in an hour that nobody has proven', async () => {
    const { callbacks } = runtime.stores;
    const first = await wantsCall('+447700900740');
    const second = await wantsCall('+447700900741');
    const proven = await wantsCall('+447700900742');
    const before = await callbacks.wantedBefore(
      (await requestOf(first.caseId))!,
      { known: false },
      3_600_000,
    );
    const rows = runtime.database.db.collection('callbacks');
    await rows.updateOne({ caseId: proven.caseId }, { $set: { known: true } });
    await placeLimited(before + 1);
    await hears(second.visitor, 'We could not reach you: too-many.');
    expect(twilio.placed.map(({ to }) => to).toSorted()).toEqual(['+447700900740', '+447700900742']);
  });
});

describe('by an agent', () => {
  beforeAll(async () => {
    twilio = await startTwilio();
    const voice = { mode: 'gather' as const, trustedTrunks: [], agentNumber };
    await start({ twilio: { ...twilio.account, baseUrl: twilio.url, voiceFrom: ours, voice } }, 'agent');
  });
  afterAll(async () => {
    await stop();
    await twilio?.close();
  });

  it('calls the agent first, who hears what it is about and takes the customer with a key', async () => {
    const { caseId } = await wantsCall('+447700900711');
    await place();
    expect(twilio.placed).toMatchObject([{ to: agentNumber, from: ours, detectsMachine: false }]);
    const call = twilioLine().answer(lastPlaced(), { person: { seconds: 95 } });
    await call.hears(/It is about: My kettle is broken, please call me\..*Press any key/);
    await call.says('Hello?');
    await call.presses('1');
    await call.ends();
    expect(call.heard.at(-1)?.text).toBe('I am calling the customer.');
    expect(await notesOf(caseId)).toEqual([
      'A colleague called the customer back, and talked with them for 95 s.',
    ]);
    expect(await requestOf(caseId)).toMatchObject({ state: 'done' });
  });

  describe('who wants it from the desk', () => {
    let ana: Awaited<ReturnType<TestApi['signIn']>>;
    beforeAll(async () => {
      ana = await api.signIn('agent');
    });
    beforeEach(() => {
      twilio.placed.length = 0;
    });

    const opened = async () => {
      const visitor = `desk-${visitors++}`;
      const { caseId } = await runtime.say('My kettle is broken', { visitor });
      await hears(visitor, 'Your number?');
      return caseId;
    };
    const ask = (caseId: string, body: object, who = ana) =>
      api.call('POST', `/api/cases/${caseId}/callbacks`, { action: randomUUID(), ...body }, who.bearer);
    const shown = async (caseId: string) =>
      (await api.call('GET', `/api/cases/${caseId}`, undefined, ana.bearer)).json['callbacks'];

    it('talks at their own telephone, once for one request', async () => {
      const caseId = await opened();
      const wish = { by: 'agent', own: '+44 7700 900799', number: '+447700900713', action: randomUUID() };
      const both = await Promise.all([ask(caseId, wish), ask(caseId, wish)]);
      expect(both.map(({ status }) => status)).toEqual([200, 200]);
      expect(await shown(caseId)).toMatchObject([
        { state: 'waiting', by: 'agent', agent: { id: ana.id }, tried: 0 },
      ]);
      const other = await ask(caseId, { ...wish, action: randomUUID() });
      expect(other.json).toMatchObject({ status: 409, code: 'callback.under-way' });
      await place();
      expect(twilio.placed).toMatchObject([{ to: '+447700900799', from: ours, detectsMachine: false }]);
      const call = twilioLine().answer(lastPlaced(), { person: { seconds: 40 } });
      await call.hears(/Press any key/);
      await call.presses('1');
      await call.ends();
      expect(await notesOf(caseId)).toEqual([
        'A colleague called the customer back, and talked with them for 40 s.',
      ]);
      expect(await shown(caseId)).toMatchObject([{ state: 'done', tried: 1 }]);
      const kept = await runtime.database.db.collection('callbacks').find({ caseId }).toArray();
      expect(JSON.stringify(kept)).not.toMatch(/7700900/);
    });

    it('is one call, however many agents ask at the same moment', async () => {
      const caseId = await opened();
      const bo = await api.signIn('agent');
      const wish = { by: 'agent', own: '+447700900799', number: '+447700900717' };
      const asked = await Promise.all(
        Array.from({ length: 8 }, (_, index) => ask(caseId, wish, index % 2 === 0 ? ana : bo)),
      );
      const codes = asked.map(({ status, json }) => (status === 200 ? 'called' : json['code']));
      expect(codes.filter((code) => code === 'called')).toHaveLength(1);
      expect(codes.filter((code) => code === 'callback.under-way')).toHaveLength(7);
      expect(await runtime.stores.callbacks.ofCase(caseId)).toHaveLength(1);
      // Once it has come to nothing, another may be asked for.
      const end = async () => {
        const [row] = (await runtime.stores.callbacks.ofCase(caseId)).slice(-1);
        await runtime.stores.callbacks.end(row!._id, 'cancelled', { at: Date.now() });
      };
      await end();
      expect((await ask(caseId, wish)).status).toBe(200);
      await end();
    });

    it('lets the bot call, which goes on with the case, and the list shows the call', async () => {
      const caseId = await opened();
      expect((await ask(caseId, { by: 'bot', number: '+447700900714' })).status).toBe(200);
      await place();
      expect(twilio.placed).toMatchObject([{ to: '+447700900714', detectsMachine: true }]);
      const call = twilioLine().answer(lastPlaced());
      await call.hears('We are calling you back.');
      await call.says('It leaks');
      await eventually(
        () => runtime.stores.messages.byCase(caseId),
        (rows) => rows.some(({ from, channel }) => from === 'bot' && channel === 'voice'),
      );
      const listed = async () =>
        (await api.call('GET', '/api/cases', undefined, ana.bearer)).json['cases'] as {
          id: string;
          call?: object;
        }[];
      const one = await eventually(
        async () => (await listed()).find(({ id }) => id === caseId),
        (row) => row?.call !== undefined,
      );
      expect(one?.call).toEqual({ since: expect.any(Number) });
      await call.hangsUp();
      expect(await shown(caseId)).toMatchObject([{ state: 'done', by: 'bot' }]);
      expect((await listed()).find(({ id }) => id === caseId)).not.toHaveProperty('call');
    });

    it('hears why not', async () => {
      const caseId = await opened();
      const number = '+447700900715';
      const refusal = async (body: object, who = ana, of = caseId) => {
        const { status, json } = await ask(of, body, who);
        return [status, json['code'], (json['errors'] as { field: string }[] | undefined)?.[0]?.field];
      };
      const auditor = await api.signIn('auditor');
      expect(await refusal({ by: 'bot', number }, auditor)).toEqual([403, 'auth.not-allowed', undefined]);
      expect(await refusal({ by: 'bot', number }, ana, 'none')).toEqual([404, 'case.not-found', undefined]);
      expect(await refusal({ by: 'bot' })).toEqual([409, 'callback.no-number', undefined]);
      expect(await refusal({ by: 'bot', number: '12' })).toEqual([422, 'body.invalid', 'number']);
      expect(await refusal({ by: 'agent', own: 'me', number })).toEqual([422, 'body.invalid', 'own']);
      expect(await refusal({ by: 'bot', number, until: 1 })).toEqual([422, 'body.invalid', 'until']);
      const farAway = Date.now() + 15 * 86_400_000;
      expect(await refusal({ by: 'bot', number, until: farAway })).toEqual([422, 'body.invalid', 'until']);
      const kase = await runtime.stores.cases.get(caseId);
      if (!kase) throw new Error('no case');
      const wish = { action: 'a', agent: { id: 'a1', name: 'Ana' }, by: 'agent', number } as const;
      const within = { from: Date.now(), until: farAway };
      const { stores } = runtime;
      const by = (telephony?: object) =>
        createCallCustomer({ stores, now: Date.now, ...(telephony && { telephony }) })(kase, {
          ...wish,
          ...within,
        });
      expect(await by()).toMatchObject({ ok: false, code: 'callback.not-set-up' });
      expect(await by({})).toMatchObject({ ok: false, code: 'callback.no-agent-number' });
      const agent = { id: 'a1', name: 'Ana' };
      await runtime.gateway.act(caseId, { action: `claim:${caseId}`, type: 'claim', agent });
      expect(await refusal({ by: 'bot', number })).toEqual([409, 'callback.bot-silent', undefined]);
      await runtime.gateway.act(caseId, { action: `close:${caseId}`, type: 'close', agent });
      expect(await refusal({ by: 'agent', number })).toEqual([409, 'case.closed', undefined]);
      expect(await runtime.stores.callbacks.ofCase(caseId)).toEqual([]);
      expect(twilio.placed).toEqual([]);
    });
  });

  it('gets over an end that nobody reports', async () => {
    const { visitor, caseId } = await wantsCall('+447700900716');
    const takes = async (digits?: string) => {
      const { sid: CallSid, url, from: From, to: To } = lastPlaced();
      const fields = {
        AccountSid: twilio.account.accountSid,
        ...{ CallSid, From, To, Direction: 'outbound-api', CallStatus: 'in-progress' },
      };
      await twilioLine().post(url, fields);
      const key = `${url.replace('/callback?', '/callback/key?')}&missed=0`;
      if (digits !== undefined) await twilioLine().post(key, { ...fields, Digits: digits });
    };
    const minuteMs = 60_000;
    const after = async (ms: number) => {
      ahead += ms;
      await place();
      return (await requestOf(caseId))?.state;
    };
    await place();
    await takes();
    expect(await after(minuteMs)).toBe('talking');
    expect(await after(3 * minuteMs)).toBe('waiting');
    expect(await after(5 * minuteMs)).toBe('ringing');
    await takes('1');
    expect(await after(60 * minuteMs)).toBe('talking');
    expect(await after(5 * 60 * minuteMs)).toBe('done');
    await hears(visitor, 'I have your case here. What is new?');
    expect(await requestOf(caseId)).toMatchObject({ tried: 2, joined: true });
    ahead = 0;
  });

  it('tries again later when the agent does not take it', async () => {
    const { caseId } = await wantsCall('+447700900712');
    await place();
    const call = twilioLine().answer(lastPlaced());
    await call.isSilent();
    await call.ends();
    expect(await requestOf(caseId)).toMatchObject({ state: 'waiting', tried: 1 });
  });
});

describe('by Plivo', () => {
  beforeAll(async () => {
    plivo = await startPlivo();
    await start({ plivo: { ...plivo.account, baseUrl: plivo.url, voiceFrom: ours, voice: {} } });
  });
  afterAll(async () => {
    await stop();
    await plivo?.close();
  });

  it('goes on in the call', async () => {
    ahead = 0;
    const { caseId } = await wantsCall('+447700900721');
    await place();
    expect(plivo.placed).toMatchObject([{ to: '447700900721', from: '441632960000' }]);
    const [placed] = plivo.placed;
    if (!placed) throw new Error('nothing was placed');
    const line = plivoVoice({ apiUrl: api.url, publicUrl, authToken: plivo.account.authToken });
    const call = line.answer(placed);
    await call.hears('Hello. You asked us to call you.');
    await call.hears('I have your case here. What is new?');
    await call.says('It leaks');
    await call.hears('You said: It leaks');
    await call.hangsUp();
    expect((await runtime.stores.messages.byCase(caseId)).map(({ channel }) => channel)).toContain('voice');
    expect(await requestOf(caseId)).toMatchObject({ state: 'done' });
  });
});
