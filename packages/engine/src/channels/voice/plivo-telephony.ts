import { z } from 'zod';
import type { PlivoConfig } from '../../channel-config.ts';
import { createPlivoCalls } from '../plivo-calls.ts';
import { plivoTime } from '../plivo-client.ts';
import { verifyPlivo } from '../plivo-signature.ts';
import { endIn, field, readForm, saidIn } from './call-form.ts';
import { plivoXml, takesWith } from './plivo-xml.ts';
import type { Caller, CallReport, Telephony } from './telephony.ts';
import { calledBack } from './telephony.ts';

/** Calls by Plivo: signed forms come in, Plivo XML goes out. Turn by turn only: Plivo streams sound, and no words. */
export function createPlivoTelephony(config: PlivoConfig): Telephony {
  return {
    name: 'plivo',
    takesWith,
    verify(request) {
      const verified = verifyPlivo(request, config);
      return verified.ok ? { ok: true } : verified;
    },
    read: ({ body }) => readForm(form, body, reportOf),
    render: (steps) => ({ type: 'text/xml', body: plivoXml(steps) }),
    ...outgoing(config),
  };
}

function outgoing(config: PlivoConfig): Pick<Telephony, 'place' | 'placedTo'> {
  const calls = createPlivoCalls(config);
  return {
    place: ({ to, from, seconds, answerUrl, endUrl, detectMachine }) =>
      calls.create({
        ...{ from: bare(from), to: bare(to), answerUrl, hangupUrl: endUrl },
        ...{ ringSeconds: seconds, detectMachine },
      }),
    /** Plivo lists a call when it is over. */
    placedTo: ({ to, from, since }) =>
      calls.endedSince({ from: bare(from), to: bare(to), since: plivoTime(since) }),
  };
}

function bare(number: string): string {
  return number.replace('+', '');
}

/** The fields that calls need, of the many that Plivo sends. */
const form = z.object({
  CallUUID: z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'is not the UUID of a call.'),
  From: field.word.default(''),
  To: field.word,
  CallStatus: field.word.default('in-progress'),
  Direction: field.word.optional(),
  RequestUUID: field.word.optional(),
  Machine: field.word.optional(),
  STIRVerification: field.word.optional(),
  Speech: field.speech,
  SpeechConfidenceScore: field.confidence,
  Digits: field.digits,
  DialStatus: field.word.optional(),
  DialBLegUUID: field.word.optional(),
  DialBLegDuration: field.seconds,
});

type Form = z.output<typeof form>;

function reportOf(fields: Form): CallReport {
  const placed = fields.Direction === 'outbound';
  const called = numberIn(fields.To);
  const caller = placed ? called && calledBack(called) : callerOf(fields);
  const own = placed ? fields.From : fields.To;
  const { Speech: speech, SpeechConfidenceScore: confidence, Digits: digits } = fields;
  const { DialStatus: dialled, DialBLegUUID: joined, DialBLegDuration: seconds } = fields;
  return {
    callId: fields.CallUUID,
    ours: numberIn(own) ?? own,
    ...endIn(fields.CallStatus, placed),
    ...(placed && fields.RequestUUID !== undefined && { requestId: fields.RequestUUID }),
    ...(fields.Machine?.toLowerCase() === 'true' && { machine: true }),
    ...(caller && { caller }),
    ...saidIn({ speech, confidence, digits }),
    ...(dialled !== undefined && {
      connected: {
        answered: dialled === 'completed' && joined !== undefined && joined !== '',
        ...(seconds !== undefined && { seconds }),
      },
    }),
  };
}

/** `Verified` is full attestation (STIR/SHAKEN, level A); Plivo gives it for calls to numbers of the United States. */
function callerOf({ From, STIRVerification }: Form): Caller | undefined {
  const number = numberIn(From);
  if (number === undefined) return undefined;
  return STIRVerification === 'Verified'
    ? { number, level: 'verified', evidence: 'stir-shaken-a' }
    : { number, level: 'claimed', evidence: 'caller-id' };
}

/** Plivo leaves out the plus; who calls by SIP has an address that begins with the number, or with a name. */
function numberIn(text: string): string | undefined {
  const digits = /^(?:sips?:)?\+?([1-9]\d{6,14})(?:@|$)/.exec(text)?.[1];
  return digits === undefined ? undefined : `+${digits}`;
}
