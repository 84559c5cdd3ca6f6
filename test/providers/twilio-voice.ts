import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import twilio from 'twilio';
import { WebSocket } from 'ws';
import type { Verb } from './twiml-document.ts';
import { readTwiml } from './twiml-document.ts';

export type TwilioVoiceOptions = {
  /** Where the API listens, and what Twilio knows it as. */
  apiUrl: string;
  publicUrl: string;
  authToken: string;
  accountSid?: string;
  /** Sends each webhook twice, and follows the second answer. */
  twice?: boolean;
};

export type Dialling = {
  from: string;
  to?: string;
  stirVerstat?: string;
  sipDomain?: string;
  /** What the person does who is called by Dial; nobody answers without it. */
  person?: { key?: string; seconds: number };
};

export type Spoken = { text: string; language: string };

type Input = { speech: string; confidence: number } | { digits: string } | 'silence' | 'hang-up';

/** Twilio gives up on a webhook after fifteen seconds. */
const webhookTimeoutMs = 15_000;

/** Plays Twilio Programmable Voice: calls come in, webhooks are signed, TwiML is followed. */
export function twilioVoice(options: TwilioVoiceOptions) {
  return { call: (dialling: Dialling) => startCall(options, dialling), post: createPost(options) };
}

export type PhoneCall = ReturnType<typeof startCall>;

export type Posted = { path: string; status: number; ms: number; params: Record<string, string> };

function createPost({ apiUrl, publicUrl, authToken, twice = false }: TwilioVoiceOptions) {
  return async (url: string, params: Record<string, string>, log: Posted[] = []): Promise<string> => {
    const signature = twilio.getExpectedTwilioSignature(authToken, url, params);
    const send = async () => {
      const began = Date.now();
      const response = await fetch(url.replace(publicUrl, apiUrl), {
        method: 'POST',
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
          'X-Twilio-Signature': signature,
        },
        body: new URLSearchParams(params),
        signal: AbortSignal.timeout(webhookTimeoutMs),
      });
      const text = await response.text();
      const path = new URL(url).pathname;
      log.push({ path, status: response.status, ms: Date.now() - began, params });
      if (response.status >= 300) throw new Error(`${path} answered ${response.status}: ${text}`);
      return text;
    };
    const [first, second] = await Promise.all(twice ? [send(), send()] : [send()]);
    return second ?? first;
  };
}

function startCall(options: TwilioVoiceOptions, dialling: Dialling) {
  const { apiUrl, publicUrl, authToken, accountSid = `AC${'0'.repeat(32)}` } = options;
  const { from, to = '+441632960000', stirVerstat, sipDomain, person } = dialling;
  const post = createPost(options);
  const callSid = `CA${randomBytes(16).toString('hex')}`;
  const base = `${publicUrl}/channels/twilio/voice`;
  const heard: Spoken[] = [];
  const heardByPerson: string[] = [];
  const requests: Posted[] = [];
  const relay: { frames: Record<string, unknown>[]; socket?: WebSocket } = { frames: [] };
  let listening: { gather: Verb; answer: (input: Input) => void } | undefined;
  let recording = false;
  let gone = false;
  let ended = false;

  const fields = (status = 'in-progress') => ({
    ...{ AccountSid: accountSid, ApiVersion: '2010-04-01', Direction: 'inbound' },
    ...{ CallSid: callSid, From: from, To: to, Caller: from, Called: to, CallStatus: status },
    ...(stirVerstat !== undefined && { StirVerstat: stirVerstat }),
    ...(sipDomain !== undefined && { SipDomain: sipDomain }),
  });
  const ask = async (url: string, more: Record<string, string> = {}) =>
    readTwiml(await post(url, { ...fields(gone ? 'completed' : 'in-progress'), ...more }, requests));

  function say(verb: Verb): void {
    heard.push({ text: verb.text, language: verb.attributes['language'] ?? '' });
  }

  /** Follows a document to its end, or to the one that takes its place. */
  async function follow(verbs: Verb[]): Promise<void> {
    for (const verb of verbs) {
      if (gone) return;
      const next = await perform(verb);
      if (next) return follow(next);
    }
  }

  async function perform(verb: Verb): Promise<Verb[] | undefined> {
    const { action = '' } = verb.attributes;
    switch (verb.name) {
      case 'Say':
        say(verb);
        return undefined;
      case 'Start':
        recording = verb.children.some(({ name }) => name === 'Recording');
        return undefined;
      case 'Gather':
        return gather(verb);
      case 'Redirect':
        return ask(verb.text);
      case 'Dial':
        return dial(verb);
      case 'Connect': {
        const handoff = await stream(verb.children[0]);
        return gone ? undefined : ask(action, handoff);
      }
      case 'Hangup':
        return [];
      default:
        throw new Error(`TwiML has no <${verb.name}> here`);
    }
  }

  async function gather(verb: Verb): Promise<Verb[] | undefined> {
    const { action = '', actionOnEmptyResult } = verb.attributes;
    verb.children.forEach(say);
    const input = await new Promise<Input>((answer) => {
      listening = { gather: verb, answer };
    });
    listening = undefined;
    if (input === 'hang-up') return undefined;
    if (input === 'silence') return actionOnEmptyResult === 'true' ? ask(action) : undefined;
    if ('digits' in input) return ask(action, { Digits: input.digits });
    return ask(action, { SpeechResult: input.speech, Confidence: String(input.confidence) });
  }

  /** The person hears the document of Number before the two are joined; without a key they are not. */
  async function dial(verb: Verb): Promise<Verb[]> {
    const { action = '' } = verb.attributes;
    if (!person) return ask(action, { DialCallStatus: 'no-answer', DialBridged: 'false' });
    const leg = { CallSid: `CA${randomBytes(16).toString('hex')}`, ParentCallSid: callSid, From: to };
    const url = verb.children[0]?.attributes['url'] ?? '';
    const [asked] = await ask(url, leg);
    heardByPerson.push(...(asked?.children.map(({ text }) => text) ?? []));
    const taken = person.key !== undefined;
    if (taken) await ask(asked?.attributes['action'] ?? '', { ...leg, Digits: person.key ?? '' });
    return ask(action, {
      DialCallStatus: taken ? 'completed' : 'no-answer',
      DialBridged: String(taken),
      ...(taken && { DialCallDuration: String(person.seconds) }),
    });
  }

  /** ConversationRelay, until the other side ends it or the caller is gone. */
  async function stream(noun: Verb | undefined): Promise<Record<string, string>> {
    const { url = '', welcomeGreeting = '', language = '' } = noun?.attributes ?? {};
    if (welcomeGreeting !== '') heard.push({ text: welcomeGreeting, language });
    const socket = new WebSocket(
      url.replace(publicUrl.replace(/^http/, 'ws'), apiUrl.replace(/^http/, 'ws')),
      {
        headers: { 'X-Twilio-Signature': twilio.getExpectedTwilioSignature(authToken, url, {}) },
      },
    );
    relay.socket = socket;
    let handoff = '';
    socket.on('open', () =>
      socket.send(
        JSON.stringify({ type: 'setup', sessionId: `VX${callSid}`, callSid, from, to, direction: 'inbound' }),
      ),
    );
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Record<string, unknown>;
      relay.frames.push(frame);
      if (frame['type'] === 'text') heard.push({ text: String(frame['token']), language });
      if (frame['type'] === 'end') {
        handoff = String(frame['handoffData']);
        socket.close(1000);
      }
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('close', () => resolve());
      socket.once('error', reject);
    });
    return {
      SessionStatus: handoff === '' ? 'failed' : 'ended',
      ...(handoff !== '' && { HandoffData: handoff }),
    };
  }

  /** Twilio tells at once, whatever it still waits for. */
  let completed: Promise<unknown> | undefined;
  const complete = () => post(`${base}/status`, { ...fields('completed'), CallDuration: '60' }, requests);

  const whole = (async () => {
    await follow(await ask(base));
    gone = true;
    ended = true;
    await (completed ??= complete());
  })();
  whole.catch(() => (ended = true));

  async function input(given: Input): Promise<void> {
    await until(() => listening !== undefined, 'the call listens');
    listening?.answer(given);
    listening = undefined;
  }

  async function until(fits: () => boolean, what: string, withinMs = 20_000): Promise<void> {
    for (const end = Date.now() + withinMs; !fits(); await pause(10)) {
      if (ended && !fits()) await whole;
      if (Date.now() > end || ended)
        throw new Error(
          `${what}: it did not happen; heard: ${JSON.stringify(heard.map(({ text }) => text))}`,
        );
    }
  }

  return {
    callSid,
    heard,
    heardByPerson,
    requests,
    relay,
    isRecorded: () => recording,
    hasEnded: () => ended,
    /** Waits until somebody says it. */
    hears: (words: string | RegExp) =>
      until(() => heard.some(({ text }) => fits(text, words)), `to hear ${String(words)}`),
    /** What the call waits for: keys, speech; undefined while it does something else. */
    listens: async () => {
      await until(() => listening !== undefined, 'the call listens');
      return listening?.gather.attributes ?? {};
    },
    says: (speech: string, confidence = 0.9) => input({ speech, confidence }),
    presses: (digits: string) => input({ digits }),
    isSilent: () => input('silence'),
    /** Over the socket of ConversationRelay. */
    sends: (frame: Record<string, unknown>) => relay.socket?.send(JSON.stringify(frame)),
    async hangsUp(): Promise<void> {
      gone = true;
      listening?.answer('hang-up');
      relay.socket?.close(1000);
      await (completed ??= complete());
      await whole;
    },
    /** Resolves when the other side has hung up. */
    ends: () => whole,
  };
}

function fits(text: string, words: string | RegExp): boolean {
  return typeof words === 'string' ? text.includes(words) : words.test(text);
}
