import { setTimeout as pause } from 'node:timers/promises';
import type { RunInput } from '@throughline/flow/effect';
import type { NodeResult } from '@throughline/flow/node-result';
import twilio from 'twilio';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { WebSocket } from 'ws';
import type { AppConfig } from '../../packages/engine/src/api/app-deps.ts';
import type { TestApi } from '../../packages/engine/src/api/testing/test-api.ts';
import { startTestApi } from '../../packages/engine/src/api/testing/test-api.ts';
import { everyChannel, testChannels } from '../../packages/engine/src/testing/test-channels.ts';
import { createTakeReceipt } from '../../packages/engine/src/cases/take-receipt.ts';
import type { Channel, ChannelRequest, OutboundMessage } from '../../packages/engine/src/channels/channel.ts';
import { describeChannel } from '../../packages/engine/src/channels/testing/describe-channel.ts';
import { createEndCall } from '../../packages/engine/src/channels/voice/end-call.ts';
import { createEndLostCalls } from '../../packages/engine/src/channels/voice/end-lost-calls.ts';
import { callConversations } from '../../packages/engine/src/channels/voice/voice-calls.ts';
import { createConversationIds } from '../../packages/engine/src/crypto/derived-ids.ts';
import type { CaseRuntime } from '../../packages/engine/src/testing/case-runtime.ts';
import {
  eventually,
  scriptedFlow,
  startCaseRuntime,
} from '../../packages/engine/src/testing/case-runtime.ts';
import type { PhoneCall } from '../providers/phone-call.ts';
import { plivoSignature } from '../providers/plivo.ts';
import { plivoVoice } from '../providers/plivo-voice.ts';
import type { Dialling, TwilioCall } from '../providers/twilio-voice.ts';
import { twilioVoice } from '../providers/twilio-voice.ts';

const publicUrl = 'https://support.example.com';
type TwilioSettings = NonNullable<AppConfig['channels']['twilio']>;
const twilioConfig = everyChannel.twilio as TwilioSettings;
const { authToken } = twilioConfig;
const plivoConfig = everyChannel.plivo as NonNullable<AppConfig['channels']['plivo']>;
const patience = { firstMs: 1_200, roundMs: 600, botMs: 5_000, personMs: 20_000, silenceS: 1 };
const agentNumber = '+441632960001';

let runtime: CaseRuntime;
let provider: Provider;
let conversationOf: (callId: string) => string;
let answer: (input: RunInput) => NodeResult | Promise<NodeResult>;
const apis: { [name: string]: TestApi } = {};
const texts: OutboundMessage[] = [];

/** An SMS channel that keeps what it is given: the real one has tests of its own. */
const sms: Channel = {
  name: 'sms',
  title: 'SMS',
  capabilities: {
    maxTextLength: 1_600,
    choices: 'numbers',
    maxChoices: 10,
    maxLabelLength: 100,
    sources: 'none',
    typing: false,
    receipts: 'delivered',
    attachments: false,
    canOpen: true,
    spoken: false,
  },
  knowsSends: false,
  verify: async () => ({ ok: false, code: 'missing', text: 'It takes nothing.' }),
  parse: () => ({ ok: true, messages: [] }),
  async send(message) {
    texts.push(message);
    return { state: 'stored' };
  },
};

beforeAll(async () => {
  const flow = scriptedFlow();
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async (input) => answer(input),
    flow: { ...flow, settings: { ...flow.settings, languages: ['en', 'de'] } },
    config: { twilio: twilioConfig },
    channels: { sms },
  });
  talkBy('twilio');
});

afterAll(async () => {
  for (const api of Object.values(apis)) await api.stop();
  await runtime?.close();
});

beforeEach(() => {
  answer = ({ messages }) => ({
    port: 'done',
    say: [{ text: `You said: ${messages.map(({ text }) => text).join(' | ')}` }],
  });
});

type Settings = Partial<NonNullable<TwilioSettings['voice']>>;
type Call = PhoneCall & { callId: string };
type Ringing = Pick<Dialling, 'from' | 'person'> & { proven?: boolean };

/** What differs from provider to provider. */
type Provider = {
  name: string;
  channels: (settings: Settings) => AppConfig['channels'];
  call: (apiUrl: string, ringing: Ringing, twice?: boolean) => Call;
  sign: (token: string, url: string, form: Record<string, string>) => Record<string, string>;
  callId: string;
  listens: object;
  takesWith: string;
  pressKey: string;
  talked: string;
};

const smsFrom = '+441632960009';
const providers: { [name: string]: Provider } = {
  twilio: {
    name: 'twilio',
    channels: (settings) => ({
      twilio: { ...twilioConfig, smsFrom, voice: { mode: 'gather', trustedTrunks: [], ...settings } },
    }),
    call: (apiUrl, { proven, ...ringing }, twice = false) =>
      twilioVoice({ apiUrl, publicUrl, authToken: twilioConfig.authToken, twice }).call({
        ...ringing,
        ...(proven && { stirVerstat: 'TN-Validation-Passed-A' }),
      }),
    sign: (token, url, form) => ({
      'x-twilio-signature': twilio.getExpectedTwilioSignature(token, url, form),
    }),
    callId: `CA${'b'.repeat(32)}`,
    listens: { numDigits: '1', input: 'speech dtmf', language: 'en-GB' },
    takesWith: '5',
    pressKey: 'Press any key to take the call.',
    talked: 'The caller talked with a colleague for 125 s.',
  },
  plivo: {
    name: 'plivo',
    channels: ({ agentNumber, recordingAnnouncement }) => ({
      plivo: {
        ...plivoConfig,
        smsFrom,
        voiceFrom: '+441632960000',
        voice: {
          ...(agentNumber !== undefined && { agentNumber }),
          ...(recordingAnnouncement !== undefined && { recordingAnnouncement }),
        },
      },
    }),
    call: (apiUrl, { proven, ...ringing }, twice = false) =>
      plivoVoice({ apiUrl, publicUrl, authToken: plivoConfig.authToken, twice }).call({
        ...ringing,
        ...(proven && { stirVerification: 'Verified' }),
      }),
    sign: (authToken, url, form) => ({
      'x-plivo-signature-v3': plivoSignature({ url, form, nonce: '1', authToken }),
      'x-plivo-signature-v3-nonce': '1',
    }),
    callId: '00000000-0000-4000-8000-000000000000',
    listens: { numDigits: '1', inputType: 'dtmf speech', language: 'en-GB' },
    takesWith: '1',
    pressKey: 'Press 1 to take the call.',
    talked: 'The caller talked with a colleague.',
  },
};

function talkBy(name: string): void {
  provider = providers[name] as Provider;
  conversationOf = callConversations(createConversationIds(runtime.database.masterKey.bytes), name);
}

/** One API for each way to set up calls, over the same cases. */
async function api(settings: Settings = {}): Promise<TestApi> {
  const { stores, failSend, channels, lines, gateway, database } = runtime;
  return (apis[`${provider.name} ${JSON.stringify(settings)}`] ??= await startTestApi({
    database,
    gateway,
    chromaUrl: inject('chromaUrl'),
    embeddingModelDir: inject('embeddingModelDir'),
    config: { publicUrl, channels: provider.channels(settings) },
    deps: { channels, takeReceipt: createTakeReceipt({ stores, failSend }), lines, patience },
  }));
}

let callers = 0;

const stranger = () => `+4477009${String(10_000 + callers++)}`;

/** Somebody who never called before, unless a number is given. */
async function ring(ringing: Partial<Ringing> = {}, settings: Settings = {}): Promise<Call> {
  const { url } = await api(settings);
  return provider.call(url, { from: stranger(), ...ringing });
}

/** With what only Twilio has. */
async function ringTwilio(dialling: Partial<Dialling>, settings: Settings): Promise<TwilioCall> {
  const { url } = await api(settings);
  return twilioVoice({ apiUrl: url, publicUrl, authToken }).call({ from: stranger(), ...dialling });
}

const rowsOf = (call: Call) => runtime.stores.messages.byConversation(conversationOf(call.callId));

async function caseOf(call: Call) {
  const last = await runtime.stores.messages.lastOf(conversationOf(call.callId));
  if (!last) throw new Error('nothing was said');
  return last.caseId;
}

const notesOf = async (caseId: string) =>
  (await runtime.stores.messages.byCase(caseId))
    .filter(({ from }) => from === 'note')
    .map(({ text }) => text);

const heardBy = (call: Call) => call.heard.map(({ text }) => text);

/** As the worker does it, some minutes from now. */
const endLostCalls = (minutes: number) =>
  createEndLostCalls({
    ...{ stores: runtime.stores, log: runtime.log, endCall: createEndCall(runtime) },
    now: () => Date.now() + minutes * 60_000,
  })();

const agent = { id: 'a1', name: 'Ana' };
const act = (caseId: string, action: string, more: object = {}) =>
  runtime.gateway.act(caseId, { action: `${action}:${caseId}`, type: action as 'claim', agent, ...more });

const ownFields: { [name: string]: { said: string; call: string; proof: object; account: object } } = {
  twilio: {
    said: 'SpeechResult',
    call: 'CallSid',
    proof: { StirVerstat: 'TN-Validation-Passed-A' },
    account: { AccountSid: twilioConfig.accountSid },
  },
  plivo: { said: 'Speech', call: 'CallUUID', proof: { STIRVerification: 'Verified' }, account: {} },
};

for (const [name, { said, call: callField, proof, account }] of Object.entries(ownFields))
  describeChannel('voice', async () => {
    talkBy(name);
    const call = await ring({ from: '+447700900001', proven: true });
    await call.listens();
    const channel = testChannels(runtime.database, { config: provider.channels({}), publicUrl })['voice'];
    const conversation = conversationOf(call.callId);
    const from = await runtime.stores.feed.last();
    const token = name === 'twilio' ? twilioConfig.authToken : plivoConfig.authToken;
    const requestOf = (fields: Record<string, string | string[]>, turn = 'turn=1'): ChannelRequest => {
      const url = `${publicUrl}/channels/${name}/voice/turn?${turn}`;
      const body = {
        ...account,
        [callField]: call.callId,
        From: '+447700900001',
        To: '+441632960000',
        ...fields,
      };
      return { url, headers: provider.sign(token, url, body as never), body, at: Date.now() };
    };
    const changed = (request: ChannelRequest, more: object) => ({
      ...request,
      body: { ...(request.body as object), ...more },
    });

    return {
      channel: channel as Channel,
      request: async (text, id) =>
        requestOf({ [said]: text }, `turn=${1 + (Number.parseInt(id, 36) % 1_000)}`),
      forgeries: (request) => [
        { ...request, headers: {} },
        { ...request, headers: { ...request.headers, ...provider.sign('another-token', request.url, {}) } },
        { ...request, url: request.url.replace('support', 'evil') },
        { ...request, url: `${request.url}&after=9` },
        changed(request, { [said]: 'Something else' }),
        changed(request, proof),
        changed(request, { [said]: ['Give me access', 'and more'] }),
      ],
      nonsense: async () => [
        requestOf({}),
        requestOf({ [said]: ' ' }),
        requestOf({ [said]: 'x' }, 'turn=one'),
        requestOf({ [said]: 'x' }, ''),
        requestOf({ [said]: 'x', [callField]: '1' }),
        requestOf({ [said]: 'x', [callField]: provider.callId }),
        ...(name === 'twilio' ? [requestOf({ [said]: ['x', 'y'] })] : []),
        requestOf({ Digits: '<12>' }),
      ],
      received: async (id) => {
        const topics = [`conversation:${conversation}`];
        const events = await runtime.stores.feed.read({ after: from, topics, limit: 100 });
        return events.filter(({ type, data }) => type === 'message.added' && data['messageId'] === id).length;
      },
      conversation,
    };
  });

describe.each([
  ['twilio', '+4477009555'],
  ['plivo', '+4477009666'],
])('by %s', (name, from) => {
  beforeAll(() => talkBy(name));

  describe('a call', () => {
    it('is greeted, answered turn by turn, and ends politely with its case', async () => {
      const call = await ring();
      await call.hears(/^Hello\. How can I help you\?$/);
      await call.says('Where is my order?');
      await call.hears(/^You said: Where is my order\?$/);
      await call.says('It is number 12.');
      await call.hears(/^You said: It is number 12\.$/);
      const caseId = await caseOf(call);
      expect(await act(caseId, 'close')).toEqual({ ok: true });
      await call.isSilent();
      await call.ends();
      expect(heardBy(call).slice(-1)).toEqual(['Thank you for your call. Goodbye.']);
      expect((await rowsOf(call)).map(({ from, text, channel }) => [from, text, channel])).toEqual([
        ['customer', 'Where is my order?', 'voice'],
        ['bot', 'You said: Where is my order?', 'voice'],
        ['customer', 'It is number 12.', 'voice'],
        ['bot', 'You said: It is number 12.', 'voice'],
      ]);
      const kase = await runtime.stores.cases.get(caseId);
      expect(kase?.channel).toBe('voice');
      expect(call.isRecorded()).toBe(false);
    });

    it('says several answers in order, without links and marks', async () => {
      answer = () => ({
        port: 'done',
        say: [{ text: '**First**, see [the page](https://x.example/a).' }, { text: 'Second.\n- one\n- two' }],
      });
      const call = await ring({ from: 'anonymous' });
      await call.says('Tell me');
      await call.hears(/^Second/);
      expect(heardBy(call).slice(1)).toEqual(['First, see the page.', 'Second. one. two']);
      await call.hangsUp();
    });

    it('offers choices by digits, and takes the key, the number and the words', async () => {
      const choices = [
        { id: 'r', label: 'Returns' },
        { id: 'o', label: 'Other things' },
      ];
      const chosen: (string | undefined)[] = [];
      answer = ({ messages }) => {
        chosen.push(messages.at(-1)?.choice);
        return { port: 'done', say: [{ text: 'What is it about?', choices }] };
      };
      const call = await ring();
      await call.says('Hi');
      await call.hears('What is it about? Press or say 1 for Returns. Press or say 2 for Other things.');
      expect(await call.listens()).toMatchObject(provider.listens);
      await call.presses('2');
      await call.listens();
      await call.says('One.');
      await call.listens();
      await call.says('other things');
      await call.listens();
      await call.presses('7');
      await call.hears(/did not understand/);
      expect(heardBy(call).at(-1)).toBe('Press or say 1 for Returns. Press or say 2 for Other things.');
      expect(chosen).toEqual([undefined, 'o', 'r', 'o']);
      expect((await rowsOf(call)).filter(({ from }) => from === 'customer').map(({ text }) => text)).toEqual([
        ...['Hi', 'Other things', 'Returns', 'Other things'],
      ]);
      await call.hangsUp();
    });

    it('takes a number that is typed, where nothing is offered', async () => {
      const call = await ring();
      expect(await call.listens()).not.toHaveProperty('numDigits');
      await call.presses('4711');
      await call.hears('You said: 4711');
      expect((await rowsOf(call))[0]).toMatchObject({ from: 'customer', text: '4711' });
      await call.hangsUp();
    });

    it('asks the caller to wait for a slow answer, and never lets the provider wait', async () => {
      answer = async () => {
        await pause(3_500);
        return { port: 'done', say: [{ text: 'There it is.' }] };
      };
      const call = await ring();
      await call.says('Look it up');
      await call.hears('There it is.');
      const heard = heardBy(call).slice(1);
      expect(heard[0]).toBe('One moment, please.');
      expect(heard.at(-1)).toBe('There it is.');
      expect(call.requests.filter(({ path }) => path.endsWith('/wait')).length).toBeGreaterThan(2);
      expect(Math.max(...call.requests.map(({ ms }) => ms))).toBeLessThan(8_000);
      await call.hangsUp();
    });

    it('gives up on an answer that does not come, and what comes later is refused', async () => {
      let release = (_: NodeResult) => {};
      answer = () => new Promise<NodeResult>((resolve) => (release = resolve));
      const call = await ring();
      await call.says('Look it up');
      await call.ends();
      expect(heardBy(call).at(-1)).toMatch(/^This takes longer than it should\./);
      release({ port: 'done', say: [{ text: 'Too late.' }] });
      const caseId = await caseOf(call);
      await eventually(
        () => notesOf(caseId),
        (notes) => notes.some((note) => note.includes('channel.call-ended')),
      );
      await eventually(
        async () => (await runtime.stores.cases.get(caseId))?.queue?.reason,
        (reason) => reason === 'undelivered: channel.call-ended',
      );
    });

    it('counts a webhook that comes twice once', async () => {
      const { url } = await api();
      const call = provider.call(url, { from: stranger() }, true);
      await call.says('Once');
      await call.hears('You said: Once');
      expect((await rowsOf(call)).map(({ text }) => text)).toEqual(['Once', 'You said: Once']);
      await pause(1_500);
      await call.hangsUp();
      const caseId = await caseOf(call);
      await eventually(
        () => notesOf(caseId),
        (notes) => notes.length > 0,
      );
      expect((await notesOf(caseId)).length).toBe(1);
    });

    it('is ended, too, when nobody reports its end', async () => {
      const call = await ring();
      await call.says('Hello');
      await call.hears('You said: Hello');
      await call.listens();
      await call.vanishes();
      const caseId = await caseOf(call);
      await endLostCalls(4);
      expect(await notesOf(caseId)).toEqual([]);
      await endLostCalls(6);
      await endLostCalls(7);
      await eventually(
        () => notesOf(caseId),
        (notes) => notes.some((note) => note.includes('its end was not reported')),
      );
      expect((await notesOf(caseId)).filter((note) => note.includes('not reported'))).toHaveLength(1);
      expect((await rowsOf(call)).map(({ from, delivery }) => [from, delivery])).toContainEqual([
        ...['bot', 'failed'],
      ]);
    });

    it('whose end cannot be told to the case is reported as an error, and told later', async () => {
      const { database, gateway, channels, lines, takeReceipt } = runtime;
      const away = await startTestApi({
        ...{ database, chromaUrl: inject('chromaUrl'), embeddingModelDir: inject('embeddingModelDir') },
        gateway: { ...gateway, act: () => Promise.reject(new Error('Temporal is away')) },
        config: { publicUrl, channels: provider.channels({}) },
        deps: { channels, takeReceipt, lines, patience },
      });
      try {
        const call = provider.call(away.url, { from: stranger() });
        await call.says('Hello');
        await call.hears('You said: Hello');
        await expect(call.hangsUp()).rejects.toThrow(/status answered 5\d\d/);
        const caseId = await caseOf(call);
        const hungUp = async () =>
          (await notesOf(caseId)).filter((note) => note.startsWith('The caller hung up'));
        expect(await hungUp()).toEqual([]);
        await endLostCalls(2);
        await eventually(hungUp, (notes) => notes.length === 1);
      } finally {
        await away.stop();
      }
    });
  });

  describe('a caller who cannot be understood', () => {
    it('is asked twice, and then hears goodbye', async () => {
      const call = await ring();
      for (let time = 0; time < 3; time++) await call.isSilent();
      await call.ends();
      expect(heardBy(call).slice(1)).toEqual([
        'I did not hear anything. Please say it again.',
        'I did not hear anything. Please say it again.',
        'I am sorry, I cannot hear you. Please call again, or write to us. Goodbye.',
      ]);
      expect(await rowsOf(call)).toEqual([]);
    });

    it('is asked again when the recogniser is not sure, and taken at their word in the end', async () => {
      const call = await ring();
      await call.says('Mumble', 0.2);
      await call.says('Mumble', 0.2);
      await call.says('Mumble again', 0.2);
      await call.hears('You said: Mumble again');
      expect(heardBy(call).filter((text) => text.includes('did not understand'))).toHaveLength(2);
      expect(await rowsOf(call)).toHaveLength(2);
      await call.hangsUp();
    });

    it('gets a person, if there is one to call', async () => {
      const call = await ring({ person: { key: provider.takesWith, seconds: 30 } }, { agentNumber });
      for (let time = 0; time < 3; time++) await call.says('Mumble', 0.1);
      await call.ends();
      expect(heardBy(call).slice(-2)).toEqual([
        'I am connecting you with a colleague.',
        'Thank you for your call. Goodbye.',
      ]);
      expect(call.heardByPerson).toEqual([`A call from a customer. ${provider.pressKey}`]);
    });
  });

  describe('who calls', () => {
    it.each(
      ['anonymous', '+266696687', 'Restricted', '', 'client:ana'].filter(
        (from) => name === 'twilio' || !from.startsWith('+'),
      ),
    )('is nobody when the number is withheld (%s)', async (from) => {
      const calls = [await ring({ from }), await ring({ from })];
      const customers: string[] = [];
      for (const call of calls) {
        await call.says('Hello');
        await call.hears('You said: Hello');
        const [row] = await rowsOf(call);
        customers.push(row?.customerId ?? '');
        const held = await runtime.stores.customers.identifiersOf(row?.customerId ?? '');
        expect(held).toMatchObject([{ kind: 'call', value: call.callId, level: 'claimed' }]);
        expect((await runtime.stores.customers.facts(row?.customerId ?? '')).verified).toBe(false);
        await call.hangsUp();
      }
      expect(new Set(customers).size).toBe(2);
    });

    it('hears nothing of another call’s case when the number is only claimed', async () => {
      const first = await ring({ from: `${from}57` });
      await first.says('My order TE-104233 to 5 Elm Street');
      await first.hears('You said: My order TE-104233 to 5 Elm Street');
      const second = await ring({ from: `${from}57` });
      await second.says('What did I order?');
      await second.hears('You said: What did I order?');
      const [[hers], [theirs]] = [await rowsOf(first), await rowsOf(second)];
      expect(theirs?.caseId).not.toBe(hers?.caseId);
      expect(theirs?.customerId).not.toBe(hers?.customerId);
      await first.says('And when?');
      await first.hears('You said: And when?');
      expect((await rowsOf(first)).map(({ caseId }) => caseId)).not.toContain(theirs?.caseId);
      for (const call of [first, second]) await call.hangsUp();
    });

    it('goes on with the open case when proven, and is not greeted as a stranger', async () => {
      const who = { from: `${from}55`, proven: true };
      const first = await ring(who);
      await first.says('My jug leaks');
      await first.hears('You said: My jug leaks');
      await pause(1_500);
      await first.hangsUp();
      const second = await ring(who);
      await second.hears(/^Welcome back\./);
      await second.says('Any news?');
      await second.hears('You said: Any news?');
      expect(await caseOf(second)).toBe(await caseOf(first));
      await second.hangsUp();
      const spoofed = await ring({ from: who.from });
      await spoofed.hears(/^Hello\./);
      await spoofed.says('Any news?');
      await spoofed.hears('You said: Any news?');
      expect(await caseOf(spoofed)).not.toBe(await caseOf(first));
      await spoofed.hangsUp();
    });

    it('is spoken with in the language of their country, if the flow has it', async () => {
      const german = await ring({ from: `+4930901${from.slice(-3)}` });
      await german.hears('Guten Tag. Wie kann ich Ihnen helfen?');
      expect(await german.listens()).toMatchObject({ language: 'de-DE' });
      await german.says('Hallo');
      await german.hears('You said: Hallo');
      expect((await rowsOf(german))[0]).toMatchObject({ language: 'de' });
      await german.hangsUp();
      const french = await ring({ from: '+33140205050' });
      await french.hears(/^Hello\./);
      await french.hangsUp();
    });

    it('leaves no number outside the ends of the conversation and the identifiers', async () => {
      const { lines } = await api();
      const call = await ring({ from: `${from}77` });
      await call.says('A secret question');
      await call.hears('You said: A secret question');
      await call.hangsUp();
      const { db } = runtime.database;
      for (const name of ['calls', 'messages', 'cases', 'feed', 'outbox'])
        expect(JSON.stringify(await db.collection(name).find().toArray()), name).not.toContain(
          `${from.slice(3)}77`,
        );
      for (const secret of [`${from.slice(3)}77`, 'secret question'])
        expect(lines.join('\n')).not.toContain(secret);
    });
  });

  describe('hanging up', () => {
    it('is noted in the case, and what was heard counts as delivered', async () => {
      const call = await ring();
      await call.says('Hello');
      await call.hears('You said: Hello');
      await pause(1_500);
      await call.hangsUp();
      const caseId = await caseOf(call);
      await eventually(
        () => notesOf(caseId),
        (notes) => notes.length === 1 && /^The caller hung up after \d+ s\.$/.test(notes[0] ?? ''),
      );
      expect((await rowsOf(call)).map(({ delivery }) => delivery)).toEqual(['stored', 'delivered']);
      expect((await runtime.stores.cases.get(caseId))?.owner).toBe('flow');
    });

    it('in the first words of an answer tells the case that it was not heard', async () => {
      answer = () => ({ port: 'done', say: [{ text: 'A long answer of many words. '.repeat(20) }] });
      const call = await ring();
      await call.says('Hello');
      await call.hears('A long answer');
      await call.hangsUp();
      const caseId = await caseOf(call);
      await eventually(
        async () => (await runtime.stores.cases.get(caseId))?.queue?.reason,
        (reason) => reason === 'undelivered: channel.call-ended',
      );
      expect((await rowsOf(call)).find(({ text }) => text.startsWith('A long'))?.delivery).toBe('failed');
    });

    it('refuses what an agent says afterwards', async () => {
      const call = await ring();
      await call.says('Hello');
      await call.hears('You said: Hello');
      await pause(1_500);
      await call.hangsUp();
      const caseId = await caseOf(call);
      await act(caseId, 'reply', { text: 'Are you still there?' });
      const reply = await eventually(
        async () => (await rowsOf(call)).find(({ from }) => from === 'agent'),
        (row) => row?.delivery === 'failed',
      );
      await eventually(
        () => notesOf(caseId),
        (notes) =>
          notes.includes('A message could not be delivered (channel.call-ended): The call has ended.'),
      );
      expect(reply?.text).toBe('Are you still there?');
    });
  });

  describe('a case that waits for a person', () => {
    const handOver = () => {
      answer = () => ({
        port: 'unsure',
        brief: {
          issue: { text: 'The jug leaks at the handle.', messages: [] },
          facts: [{ text: 'Order TE-100234 of last week.', messages: [] }],
        },
      });
    };

    it('holds the caller, says what an agent writes, and ends when the agent closes', async () => {
      handOver();
      const call = await ring();
      await call.says('I want a person');
      await call.hears(/passing you to a colleague/);
      await call.isSilent();
      await call.hears(/stay on the line/);
      const caseId = await caseOf(call);
      await act(caseId, 'reply', { text: 'Hello, this is Ana. What is broken?' });
      await call.hears('Hello, this is Ana. What is broken?');
      await call.says('The jug');
      await eventually(
        async () => (await runtime.stores.cases.get(caseId))?.unread,
        (unread) => unread === 1,
      );
      await act(caseId, 'close');
      await call.ends();
      expect(heardBy(call).at(-1)).toBe('Thank you for your call. Goodbye.');
    });

    it('puts the caller through, with the brief whispered before', async () => {
      handOver();
      const call = await ring({ person: { key: provider.takesWith, seconds: 125 } }, { agentNumber });
      await call.says('I want a person');
      await call.ends();
      expect(heardBy(call).slice(-2)).toEqual([
        'I am connecting you with a colleague.',
        'Thank you for your call. Goodbye.',
      ]);
      expect(call.heardByPerson).toEqual([
        `A call from a customer. It is about: The jug leaks at the handle. What we know: Order TE-100234 of last week. Open question: I want a person. ${provider.pressKey}`,
      ]);
      const notes = await eventually(
        async () => notesOf(await caseOf(call)),
        (found) => found.length > 1,
      );
      expect(notes[0]).toBe(provider.talked);
      expect(notes[1]).toMatch(/^The call ended after/);
    });

    it.each([
      ['nobody answers', {}],
      ['a voice mail answers', { person: { seconds: 9 } }],
    ])('tells the caller when %s', async (_, more) => {
      handOver();
      const call = await ring(more, { agentNumber });
      await call.says('I want a person');
      await call.ends();
      expect(heardBy(call).at(-1)).toMatch(/^Nobody is free right now\./);
      expect(await notesOf(await caseOf(call))).toContain(
        'Nobody took the call when the caller was to be put through.',
      );
    });
  });

  describe('links', () => {
    beforeEach(() => {
      texts.length = 0;
      answer = () => ({
        port: 'done',
        say: [{ text: 'Fill in https://x.example/form?a=1&b=2 and send it.' }],
      });
    });

    it('go by text message to who wants them, once', async () => {
      const call = await ring({ from: `${from}33` });
      await call.says('How do I return it?');
      await call.hears('Shall I send you the link by text message? Say yes, or press star.');
      expect(heardBy(call).join(' ')).not.toContain('x.example');
      await call.says('Yes, please.');
      await call.hears(/^I am sending it/);
      await runtime.lines.idle();
      expect(texts.map(({ text }) => text)).toEqual([
        'The link from our call:\nhttps://x.example/form?a=1&b=2',
      ]);
      const { conversation, caseId } = texts[0] ?? { conversation: '', caseId: '' };
      expect(caseId).toBe(await caseOf(call));
      expect(await runtime.stores.conversations.get(conversation)).toMatchObject({
        channel: 'sms',
        ours: smsFrom,
        theirs: `${from}33`,
      });
      expect((await runtime.stores.messages.byCase(caseId)).map(({ channel }) => channel)).toEqual([
        ...['voice', 'voice', 'sms'],
      ]);
      await call.hangsUp();
    });

    it('are asked for by a key where yes would answer something else', async () => {
      answer = () => ({ port: 'done', say: [{ text: 'See https://x.example/form. Does that help?' }] });
      const call = await ring();
      await call.says('How?');
      await call.hears('To get the link by text message, press star.');
      await call.says('Yes');
      await call.listens();
      expect(texts).toEqual([]);
      expect((await rowsOf(call)).filter(({ from }) => from === 'customer')).toHaveLength(2);
      await call.presses('*');
      await call.hears(/^I am sending it/);
      await runtime.lines.idle();
      expect(texts).toHaveLength(1);
      await call.hangsUp();
    });

    it('are not offered to who hides the number, or wants no messages', async () => {
      const hidden = await ring({ from: 'anonymous' });
      await hidden.says('How?');
      await hidden.hears(/^Fill in/);
      const number = `${from}44`;
      const stopped = await ring({ from: number });
      const ids = createConversationIds(runtime.database.masterKey.bytes);
      const id = ids('sms', smsFrom, number);
      await runtime.stores.conversations.open({
        id,
        channel: 'sms',
        customerId: 'c',
        ours: smsFrom,
        theirs: number,
      });
      await runtime.stores.conversations.consent(id, { stopped: true, at: Date.now() });
      await stopped.says('How?');
      await stopped.hears(/^Fill in/);
      for (const call of [hidden, stopped]) {
        expect(heardBy(call).join(' ')).not.toContain('text message');
        await call.hangsUp();
      }
    });
  });

  describe('recording', () => {
    it('is announced before anything is recorded', async () => {
      const call = await ring({}, { recordingAnnouncement: 'This call is recorded.' });
      await call.listens();
      expect(heardBy(call)).toEqual(['This call is recorded.', 'Hello. How can I help you?']);
      expect(call.isRecorded()).toBe(true);
      await call.hangsUp();
    });
  });

  describe('what is not of the provider', () => {
    it('is refused on every address, and changes nothing', async () => {
      const { app, url } = await api();
      const paths = app.routes
        .map(({ path }) => path)
        .filter((path) => path.startsWith(`/channels/${name}/voice`));
      expect(paths).toHaveLength(12);
      for (const path of paths) {
        const params = {
          [ownFields[name]?.call ?? '']: provider.callId,
          From: '+447700900009',
          To: '+441632960000',
        };
        for (const headers of [{}, provider.sign('another-token', `${publicUrl}${path}`, params)]) {
          const answered = await fetch(url + path, {
            method: 'POST',
            headers,
            body: new URLSearchParams(params),
          });
          expect([path, answered.status]).toEqual([path, 403]);
        }
      }
      expect(await runtime.stores.calls.get(conversationOf(provider.callId))).toBeNull();
    });

    it('hears an apology when something fails', async () => {
      const call = await ring();
      await call.listens();
      const { receive } = runtime.gateway;
      runtime.gateway.receive = async () => {
        throw new Error('down');
      };
      try {
        await call.says('Hello');
        await call.ends();
        expect(heardBy(call).at(-1)).toMatch(/^I am sorry, something went wrong on our side\./);
      } finally {
        runtime.gateway.receive = receive;
      }
    });
  });
});

describe('by Twilio only', () => {
  beforeAll(() => talkBy('twilio'));

  it.each([
    ['is proven by full attestation', { stirVerstat: 'TN-Validation-Passed-A' }, 'verified', 'stir-shaken-a'],
    ['is claimed by less', { stirVerstat: 'TN-Validation-Passed-B' }, 'claimed', 'caller-id'],
    ['is claimed without any', {}, 'claimed', 'caller-id'],
    ['is proven by the operator’s own trunk', { sipDomain: 'pbx.sip.twilio.com' }, 'verified', 'own-trunk'],
    ['is claimed by another trunk', { sipDomain: 'evil.sip.twilio.com' }, 'claimed', 'caller-id'],
  ])('%s', async (_, more, level, evidence) => {
    const call = await ringTwilio(more, { trustedTrunks: ['pbx.sip.twilio.com'] });
    await call.says('Hello');
    await call.hears('You said: Hello');
    const [row] = await rowsOf(call);
    const [held] = await runtime.stores.customers.identifiersOf(row?.customerId ?? '');
    expect(held).toMatchObject({ kind: 'phone', level, evidence });
    expect(held?.value).toMatch(/^\+4477009/);
    await call.hangsUp();
  });
});

describe('a streamed call', () => {
  beforeAll(() => talkBy('twilio'));

  const relayed: Settings = { mode: 'relay' };
  const prompt = (call: TwilioCall, voicePrompt: string) =>
    call.sends({ type: 'prompt', voicePrompt, last: true });

  it('is answered as it goes, by words and keys', async () => {
    const choices = [{ id: 'r', label: 'Returns' }];
    answer = ({ messages }) => ({
      port: 'done',
      say: [
        { text: `You said: ${messages.at(-1)?.text} (${messages.at(-1)?.choice ?? 'no choice'}).`, choices },
      ],
    });
    const call = await ringTwilio({}, relayed);
    await call.hears('Hello. How can I help you?');
    await eventually(
      async () => call.relay.socket?.readyState,
      (state) => state === WebSocket.OPEN,
    );
    call.sends({ type: 'prompt', voicePrompt: 'Where', last: false });
    prompt(call, 'Where is it?');
    await call.hears('Press or say 1 for Returns.');
    call.sends({ type: 'dtmf', digit: '1' });
    await call.hears(/Returns \(r\)/);
    expect((await rowsOf(call)).map(({ text }) => text)).toEqual([
      'Where is it?',
      'You said: Where is it? (no choice).',
      'Returns',
      'You said: Returns (r).',
    ]);
    await eventually(
      async () => call.relay.frames.at(-1),
      (frame) => frame?.['last'] === true,
    );
    await pause(2_500);
    await call.hangsUp();
    await eventually(
      async () => notesOf(await caseOf(call)),
      (notes) => notes.some((note) => note.startsWith('The caller hung up')),
    );
  });

  it('stops what is still to be said when the caller interrupts', async () => {
    const sentences = Array.from(
      { length: 12 },
      (_, index) => `This is a rather long sentence with the number ${index}.`,
    );
    answer = ({ messages }) => ({
      port: 'done',
      say: [{ text: messages.at(-1)?.text === 'Stop' ? 'All right.' : sentences.join(' ') }],
    });
    const call = await ringTwilio({}, relayed);
    await call.hears('Hello. How can I help you?');
    await eventually(
      async () => call.relay.socket?.readyState,
      (state) => state === WebSocket.OPEN,
    );
    prompt(call, 'Tell me everything');
    await call.hears('the number 0');
    call.sends({ type: 'interrupt', utteranceUntilInterrupt: 'This is', durationUntilInterruptMs: 300 });
    prompt(call, 'Stop');
    await call.hears('All right.');
    expect(heardBy(call).join(' ')).not.toContain('number 11');
    await call.hangsUp();
  });

  it('comforts who waits, asks who is silent, and is put through', async () => {
    answer = async () => {
      await pause(2_500);
      return { port: 'done', say: [{ text: 'There.' }] };
    };
    const call = await ringTwilio({ person: { key: '1', seconds: 3 } }, { ...relayed, agentNumber });
    await call.hears('Hello. How can I help you?');
    await call.hears('I did not hear anything.');
    call.sends({ type: 'interrupt', utteranceUntilInterrupt: 'I did', durationUntilInterruptMs: 300 });
    prompt(call, 'Please look up my order');
    await call.hears('One moment, please.');
    await call.hears('There.');
    answer = () => ({ port: 'unsure' });
    prompt(call, 'A person');
    await call.hears('I am connecting you with a colleague.');
    await call.ends();
    expect(call.relay.frames.at(-1)).toEqual({ type: 'end', handoffData: 'go-on' });
    expect(call.heardByPerson[0]).toContain('It is about: Please look up my order.');
  });

  it('goes on turn by turn when the socket breaks', async () => {
    const call = await ringTwilio({}, relayed);
    await call.hears('Hello. How can I help you?');
    await eventually(
      async () => call.relay.socket?.readyState,
      (state) => state === WebSocket.OPEN,
    );
    prompt(call, 'One');
    await call.hears('You said: One');
    call.relay.socket?.close();
    await call.says('Two');
    await call.hears('You said: Two');
    expect((await rowsOf(call)).map(({ text }) => text)).toEqual([
      ...['One', 'You said: One', 'Two', 'You said: Two'],
    ]);
    await call.hangsUp();
  });

  it('does not keep a process from stopping', async () => {
    const settings: Settings = { ...relayed, recordingAnnouncement: 'Recorded.' };
    const call = await ringTwilio({}, settings);
    await call.hears('Hello. How can I help you?');
    await eventually(
      async () => call.relay.socket?.readyState,
      (state) => state === WebSocket.OPEN,
    );
    const name = `twilio ${JSON.stringify(settings)}`;
    const running = apis[name];
    delete apis[name];
    const began = Date.now();
    await running?.stop();
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(call.relay.socket?.readyState).not.toBe(WebSocket.OPEN);
    await expect(call.ends()).rejects.toThrow(/fetch failed|answered/);
  });

  it('opens for the provider only', async () => {
    const { url } = await api(relayed);
    const path = '/channels/twilio/voice/relay';
    const signed = (address: string, token = authToken) => ({
      'X-Twilio-Signature': twilio.getExpectedTwilioSignature(token, address, {}),
    });
    const own = `${publicUrl.replace('http', 'ws')}${path}`;
    const statusOf = (address: string, headers: Record<string, string>) =>
      new Promise<number>((resolve) => {
        const socket = new WebSocket(address, { headers });
        socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
        socket.on('open', () => resolve(101));
        socket.on('error', () => {});
      });
    const local = url.replace('http', 'ws');
    expect(await statusOf(`${local}${path}`, {})).toBe(403);
    expect(await statusOf(`${local}${path}`, signed(own, 'another-token'))).toBe(403);
    expect(await statusOf(`${local}${path}`, signed(`${local}${path}`))).toBe(403);
    expect(await statusOf(`${local}/channels/other`, signed(own))).toBe(404);
    const socket = new WebSocket(`${local}${path}`, { headers: signed(own) });
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('not JSON');
    socket.send(
      JSON.stringify({ type: 'setup', callSid: `CA${'f'.repeat(32)}`, from: '+447700900001', to: '+1' }),
    );
    expect(await closed).toBe(1008);
  });
});
