import { randomBytes } from 'node:crypto';
import twilio from 'twilio';
import { WebSocket } from 'ws';
import type { Verb } from './call-document.ts';
import type { CallProvider, Delivery, Form, Line } from './phone-call.ts';
import { signedPost, startPhoneCall } from './phone-call.ts';
import type { TwilioCallRequest } from './twilio.ts';

export type TwilioVoiceOptions = Delivery & { authToken: string; accountSid?: string };

export type Dialling = {
  from: string;
  to?: string;
  stirVerstat?: string;
  sipDomain?: string;
  /** What the person does who is called by Dial; nobody answers without it. */
  person?: { key?: string; seconds: number };
};

/** A call that we had Twilio place: what it asks when somebody answers, and what it tells of the end. */
export type PlacedCall = { callSid: string; url: string; statusUrl: string; machine?: boolean };

/** Plays Twilio Programmable Voice: calls come in, webhooks are signed, TwiML is followed. */
export function twilioVoice(options: TwilioVoiceOptions) {
  return {
    call: (dialling: Dialling) => startCall(options, dialling),
    /** Somebody, or a machine, takes a call that we had Twilio place. */
    answer: ({ sid, url, statusUrl, to, from }: TwilioCallRequest, how: Answering = {}) =>
      startCall(
        options,
        { from, to, ...(how.person && { person: how.person }) },
        { callSid: sid, url, statusUrl, ...(how.machine && { machine: true }) },
      ),
    /** Nobody takes it. */
    leave: ({ sid, statusUrl, to, from }: TwilioCallRequest, status: 'no-answer' | 'busy') =>
      createPost(options)(statusUrl, {
        ...{ AccountSid: options.accountSid ?? '', CallSid: sid, From: from, To: to },
        ...{ Direction: 'outbound-api', CallStatus: status, CallDuration: '0' },
      }),
    post: createPost(options),
  };
}

export type Answering = { machine?: boolean; person?: Dialling['person'] };

export type TwilioCall = ReturnType<typeof startCall>;

function createPost({ authToken, ...delivery }: TwilioVoiceOptions) {
  return signedPost(delivery, (url, form) => ({
    'X-Twilio-Signature': twilio.getExpectedTwilioSignature(authToken, url, form),
  }));
}

function startCall(options: TwilioVoiceOptions, dialling: Dialling, placed?: PlacedCall) {
  const { apiUrl, publicUrl, authToken, accountSid = `AC${'0'.repeat(32)}` } = options;
  const { from, to = '+441632960000', stirVerstat, sipDomain, person } = dialling;
  const callSid = placed?.callSid ?? newSid();
  const base = `${publicUrl}/channels/twilio/voice`;
  const relay: { frames: Record<string, unknown>[]; socket?: WebSocket } = { frames: [] };

  const fields = (status: string): Form => ({
    ...{ AccountSid: accountSid, ApiVersion: '2010-04-01' },
    Direction: placed ? 'outbound-api' : 'inbound',
    ...{ CallSid: callSid, From: from, To: to, Caller: from, Called: to, CallStatus: status },
    ...(stirVerstat !== undefined && { StirVerstat: stirVerstat }),
    ...(sipDomain !== undefined && { SipDomain: sipDomain }),
  });

  async function gather(verb: Verb, line: Line): Promise<Verb[] | undefined> {
    const { action = '', actionOnEmptyResult } = verb.attributes;
    for (const said of verb.children) line.say(said);
    const input = await line.listen(verb);
    if (input === 'hang-up') return undefined;
    if (input === 'silence') return actionOnEmptyResult === 'true' ? line.ask(action) : undefined;
    if ('digits' in input) return line.ask(action, { Digits: input.digits });
    return line.ask(action, { SpeechResult: input.speech, Confidence: String(input.confidence) });
  }

  /** The person hears the document of Number before the two are joined; without a key they are not. */
  async function dial(verb: Verb, line: Line): Promise<Verb[]> {
    const { action = '' } = verb.attributes;
    if (!person) return line.ask(action, { DialCallStatus: 'no-answer', DialBridged: 'false' });
    const url = verb.children[0]?.attributes['url'];
    const joined = {
      DialCallStatus: 'completed',
      DialBridged: 'true',
      DialCallDuration: String(person.seconds),
    };
    if (url === undefined) return line.ask(action, joined);
    const leg = { CallSid: newSid(), ParentCallSid: callSid, From: to };
    const [asked] = await line.ask(url, leg);
    line.heardByPerson.push(...(asked?.children.map(({ text }) => text) ?? []));
    const taken = person.key !== undefined;
    if (taken) await line.ask(asked?.attributes['action'] ?? '', { ...leg, Digits: person.key ?? '' });
    return line.ask(action, taken ? joined : { DialCallStatus: 'no-answer', DialBridged: 'false' });
  }

  /** ConversationRelay, until the other side ends it or the caller is gone. */
  async function stream(noun: Verb | undefined, { heard }: Line): Promise<Form> {
    const { url = '', welcomeGreeting = '', language = '' } = noun?.attributes ?? {};
    if (welcomeGreeting !== '') heard.push({ text: welcomeGreeting, language });
    const socket = new WebSocket(
      url.replace(publicUrl.replace(/^http/, 'ws'), apiUrl.replace(/^http/, 'ws')),
      { headers: { 'X-Twilio-Signature': twilio.getExpectedTwilioSignature(authToken, url, {}) } },
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

  const provider: CallProvider = {
    post: createPost(options),
    answerUrl: placed?.url ?? base,
    endUrl: placed?.statusUrl ?? `${base}/status`,
    fields,
    ...(placed && { answered: { AnsweredBy: placed.machine ? 'machine_start' : 'human' } }),
    ended: { CallDuration: '60' },
    async perform(verb, line) {
      const { action = '' } = verb.attributes;
      switch (verb.name) {
        case 'Say':
          line.say(verb);
          return undefined;
        case 'Start':
          if (verb.children.some(({ name }) => name === 'Recording')) line.record();
          return undefined;
        case 'Gather':
          return gather(verb, line);
        case 'Redirect':
          return line.ask(verb.text);
        case 'Dial':
          return dial(verb, line);
        case 'Connect': {
          const handoff = await stream(verb.children[0], line);
          return line.isGone() ? undefined : line.ask(action, handoff);
        }
        case 'Hangup':
          return [];
        default:
          throw new Error(`TwiML has no <${verb.name}> here`);
      }
    },
  };

  return {
    ...startPhoneCall(provider, () => relay.socket?.close(1000)),
    callId: callSid,
    relay,
    /** Over the socket of ConversationRelay. */
    sends: (frame: Record<string, unknown>) => relay.socket?.send(JSON.stringify(frame)),
  };
}

function newSid(): string {
  return `CA${randomBytes(16).toString('hex')}`;
}
