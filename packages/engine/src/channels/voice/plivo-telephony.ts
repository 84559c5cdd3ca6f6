import { z } from 'zod';
import { fieldErrors } from '../../api/field-errors.ts';
import type { PlivoConfig } from '../../channel-config.ts';
import { createPlivoCalls } from '../plivo-calls.ts';
import { plivoTime } from '../plivo-client.ts';
import { verifyPlivo } from '../plivo-signature.ts';
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
    read({ body }) {
      const read = form.safeParse(body);
      if (!read.success) return { ok: false, issues: fieldErrors(read.error.issues) };
      return { ok: true, report: reportOf(read.data) };
    },
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

const word = z.string().max(200);

/** The fields that calls need, of the many that Plivo sends. */
const form = z.object({
  CallUUID: z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'is not the UUID of a call.'),
  From: word.default(''),
  To: word,
  CallStatus: word.default('in-progress'),
  Direction: word.optional(),
  RequestUUID: word.optional(),
  Machine: word.optional(),
  STIRVerification: word.optional(),
  Speech: z.string().max(20_000).optional(),
  SpeechConfidenceScore: z.coerce.number().min(0).max(1).optional().catch(undefined),
  Digits: z
    .string()
    .regex(/^[0-9*#A-D]{0,50}$/, 'holds what no keypad has.')
    .optional(),
  DialStatus: word.optional(),
  DialBLegUUID: word.optional(),
  DialBLegDuration: z.coerce.number().int().min(0).optional().catch(undefined),
});

type Form = z.output<typeof form>;

const over = new Set(['completed', 'busy', 'failed', 'timeout', 'no-answer', 'cancel']);

function reportOf(fields: Form): CallReport {
  const placed = fields.Direction === 'outbound';
  const called = numberIn(fields.To);
  const caller = placed ? called && calledBack(called) : callerOf(fields);
  const own = placed ? fields.From : fields.To;
  const { Speech: text = '', SpeechConfidenceScore: confidence, Digits: digits = '' } = fields;
  const { DialStatus: dialled, DialBLegUUID: joined, DialBLegDuration: seconds } = fields;
  return {
    callId: fields.CallUUID,
    ours: numberIn(own) ?? own,
    ended: over.has(fields.CallStatus),
    ...(placed && fields.RequestUUID !== undefined && { requestId: fields.RequestUUID }),
    ...(placed &&
      over.has(fields.CallStatus) &&
      fields.CallStatus !== 'completed' && {
        unanswered: fields.CallStatus === 'busy' ? 'busy' : 'no-answer',
      }),
    ...(fields.Machine?.toLowerCase() === 'true' && { machine: true }),
    ...(caller && { caller }),
    // Of the two, the one that was not given is empty.
    ...(text !== '' && { speech: { text, ...(confidence && { confidence }) } }),
    ...(digits !== '' && { digits }),
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
