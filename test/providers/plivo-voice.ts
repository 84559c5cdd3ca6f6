import { randomBytes, randomUUID } from 'node:crypto';
import type { Verb } from './call-document.ts';
import type { CallProvider, Delivery, Form, Line } from './phone-call.ts';
import { signedPost, startPhoneCall } from './phone-call.ts';
import type { PlivoCallRequest } from './plivo.ts';
import { plivoSignature } from './plivo.ts';

export type PlivoVoiceOptions = Delivery & { authToken: string };

export type PlivoDialling = {
  /** Plivo writes numbers without their plus. */
  from: string;
  to?: string;
  stirVerification?: string;
  /** What the person does who is called by Dial; nobody answers without it. */
  person?: { key?: string; seconds: number };
};

/** A call that we had Plivo place. */
export type PlacedByPlivo = { callUuid: string; requestUuid: string; url: string; statusUrl: string };

/** Plays Plivo Voice: calls come in, webhooks are signed, Plivo XML is followed. */
export function plivoVoice(options: PlivoVoiceOptions) {
  return {
    call: (dialling: PlivoDialling) => startCall(options, dialling),
    /** Somebody takes a call that we had Plivo place. */
    answer: ({ uuid, from, to, url, statusUrl }: PlivoCallRequest) =>
      startCall(options, { from, to }, { callUuid: randomUUID(), requestUuid: uuid, url, statusUrl }),
    post: createPost(options),
  };
}

function createPost({ authToken, ...delivery }: PlivoVoiceOptions) {
  return signedPost(delivery, (url, form) => {
    const nonce = randomBytes(10).toString('hex');
    return {
      'X-Plivo-Signature-V3': plivoSignature({ url, form, nonce, authToken }),
      'X-Plivo-Signature-V3-Nonce': nonce,
    };
  });
}

function startCall(options: PlivoVoiceOptions, dialling: PlivoDialling, placed?: PlacedByPlivo) {
  const { from, to = '+441632960000', stirVerification = 'Not Applicable', person } = dialling;
  const callUuid = placed?.callUuid ?? randomUUID();
  const base = `${options.publicUrl}/channels/plivo/voice`;

  const fields = (status: string): Form => ({
    ...{ CallUUID: callUuid, ALegUUID: callUuid, From: bare(from), To: bare(to), CallStatus: status },
    ...{ Direction: placed ? 'outbound' : 'inbound', STIRVerification: stirVerification },
    ...{ BillRate: '0.0085', ParentAuthID: 'MA0', SessionStart: '2026-11-21 20:30:00.000000' },
    ...(placed && { RequestUUID: placed.requestUuid, ALegRequestUUID: placed.requestUuid }),
  });

  /** Only what is there to be heard plays in the ear of the person, and only the key of Dial takes the call. */
  async function dial(verb: Verb, line: Line): Promise<Verb[]> {
    const { action = '', confirmSound = '', confirmKey } = verb.attributes;
    if (!verb.children.some(({ name, text }) => name === 'Number' && /^[1-9]\d+$/.test(text)))
      throw new Error('Dial has nobody to call');
    const unanswered = { DialStatus: 'no-answer', DialRingStatus: 'true', DialBLegUUID: '' };
    if (!person) return line.ask(action, unanswered);
    const leg = randomUUID();
    const sound = await line.ask(confirmSound, { CallUUID: leg, Direction: 'outbound' });
    for (const { name, text } of sound) if (name === 'Speak') line.heardByPerson.push(text);
    if (person.key !== confirmKey) return line.ask(action, unanswered);
    return line.ask(action, { DialStatus: 'completed', DialRingStatus: 'true', DialBLegUUID: leg });
  }

  /** What comes after it is done where nothing is said or pressed. */
  async function getInput(verb: Verb, line: Line): Promise<Verb[] | undefined> {
    const { action = '', inputType, executionTimeout } = verb.attributes;
    if (inputType !== 'dtmf speech' || Number(executionTimeout) < 5 || Number(executionTimeout) > 60)
      throw new Error('GetInput has an attribute that Plivo refuses');
    for (const said of verb.children) line.say(said);
    const input = await line.listen(verb);
    if (input === 'hang-up' || input === 'silence') return undefined;
    return 'digits' in input
      ? line.ask(action, { InputType: 'dtmf', Digits: input.digits, Speech: '' })
      : line.ask(action, {
          ...{ InputType: 'speech', Digits: '', Speech: input.speech },
          ...{ SpeechConfidenceScore: String(input.confidence), BilledAmount: '0.02' },
        });
  }

  const provider: CallProvider = {
    post: createPost(options),
    answerUrl: placed?.url ?? base,
    endUrl: placed?.statusUrl ?? `${base}/status`,
    fields,
    answered: { Event: 'StartApp' },
    ended: { Event: 'Hangup', Duration: '60', HangupCause: 'NORMAL_CLEARING', HangupSource: 'Caller' },
    async perform(verb, line) {
      switch (verb.name) {
        case 'Speak':
          line.say(verb);
          return undefined;
        case 'Record':
          if (verb.attributes['recordSession'] === 'true') line.record();
          return undefined;
        case 'GetInput':
          return getInput(verb, line);
        case 'Redirect':
          return line.ask(verb.text);
        case 'Dial':
          return dial(verb, line);
        case 'Hangup':
          return [];
        default:
          throw new Error(`Plivo XML has no <${verb.name}> here`);
      }
    },
  };
  return { ...startPhoneCall(provider), callId: callUuid };
}

function bare(number: string): string {
  return number.replace(/^\+/, '');
}
