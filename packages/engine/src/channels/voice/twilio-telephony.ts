import twilio from 'twilio';
import { z } from 'zod';
import type { TwilioConfig } from '../../channel-config.ts';
import type { ChannelRequest } from '../channel.ts';
import { NotSent } from '../channel.ts';
import { createTwilioClient, sendErrorOf } from '../twilio-client.ts';
import { verifyTwilio } from '../twilio-signature.ts';
import { endIn, field, readForm, saidIn } from './call-form.ts';
import type { Caller, CallReport, Telephony } from './telephony.ts';
import { calledBack, handoffs } from './telephony.ts';
import { twiml } from './twiml.ts';

/** Calls by Twilio: signed forms come in, TwiML goes out. */
export function createTwilioTelephony(config: TwilioConfig): Telephony {
  const trustedTrunks = config.voice?.trustedTrunks ?? [];
  return {
    name: 'twilio',
    verify(request) {
      const verified = verifyTwilio(request, config);
      return verified.ok ? { ok: true } : verified;
    },
    verifySocket: (request) => verifySocket(request, config.authToken),
    read: ({ body }) => readForm(form, body, (fields) => reportOf(fields, trustedTrunks)),
    render: (steps) => ({ type: 'text/xml', body: twiml(steps) }),
    ...outgoing(config),
  };
}

function outgoing(config: TwilioConfig): Pick<Telephony, 'place' | 'placedTo'> {
  const { calls } = createTwilioClient(config);
  return {
    async place({ to, from, seconds, answerUrl, endUrl, detectMachine }) {
      const call = await calls
        .create({
          ...{ to, from, timeout: seconds, url: answerUrl, method: 'POST' },
          ...{ statusCallback: endUrl, statusCallbackMethod: 'POST', statusCallbackEvent: ['completed'] },
          ...(detectMachine && { machineDetection: 'Enable' }),
        })
        .catch((error: unknown) => {
          throw sendErrorOf(error);
        });
      return call.sid;
    },
    async placedTo({ to, from, since }) {
      try {
        const listed = await calls.list({ to, from, limit: 50 });
        return listed.filter(({ dateCreated }) => dateCreated.getTime() >= since).map(({ sid }) => sid);
      } catch (error) {
        throw new NotSent('Twilio could not be asked what it has.', { cause: error });
      }
    },
  };
}

/** The request that opens a socket has no form, so only its address is signed. */
function verifySocket({ url, headers }: ChannelRequest, authToken: string) {
  const signature = headers['x-twilio-signature'] ?? '';
  return signature !== '' && twilio.validateRequest(authToken, signature, url, {});
}

const sid = z.string().regex(/^CA[0-9a-f]{32}$/, 'is not the SID of a call.');

/** The fields that calls need, of the many that Twilio sends. */
const form = z.object({
  CallSid: sid,
  /** On the leg of a person who was called. */
  ParentCallSid: sid.optional(),
  From: field.word.default(''),
  To: field.word,
  CallStatus: field.word.default('in-progress'),
  Direction: field.word.optional(),
  AnsweredBy: field.word.optional(),
  StirVerstat: field.word.optional(),
  SipDomain: field.word.optional(),
  SipDomainSid: field.word.optional(),
  TrunkSid: field.word.optional(),
  SpeechResult: field.speech,
  Confidence: field.confidence,
  Digits: field.digits,
  DialCallStatus: field.word.optional(),
  DialBridged: field.word.optional(),
  DialCallDuration: field.seconds,
  HandoffData: z.string().max(4_000).optional(),
});

type Form = z.output<typeof form>;

function reportOf(fields: Form, trustedTrunks: readonly string[]): CallReport {
  const placed = fields.Direction === 'outbound-api' && fields.ParentCallSid === undefined;
  const caller = placed ? calledBack(fields.To) : callerOf(fields, trustedTrunks);
  const { SpeechResult: speech, Confidence: confidence, Digits: digits, DialCallStatus: dialled } = fields;
  return {
    callId: fields.ParentCallSid ?? fields.CallSid,
    ours: placed ? fields.From : fields.To,
    ...endIn(fields.CallStatus, placed),
    ...(/^(?:machine|fax)/.test(fields.AnsweredBy ?? '') && { machine: true }),
    ...(caller && { caller }),
    ...saidIn({ speech, confidence, digits }),
    ...(dialled !== undefined && {
      connected: {
        answered: dialled === 'completed' && fields.DialBridged !== 'false',
        seconds: fields.DialCallDuration ?? 0,
      },
    }),
    ...(fields.HandoffData !== undefined && {
      handoff: handoffs.find((handoff) => handoff === fields.HandoffData) ?? 'go-on',
    }),
  };
}

/** Full attestation: the caller’s provider vouches that the number is the caller’s (STIR/SHAKEN, level A). */
function callerOf(fields: Form, trustedTrunks: readonly string[]): Caller | undefined {
  const { From, StirVerstat } = fields;
  const number = /^(?:sips?:)?(\+\d{5,15}|[1-9]\d{7,14})(?:@|$)/.exec(From)?.[1];
  if (number === undefined || withheld.has(From)) return undefined;
  const known = { number: number.startsWith('+') ? number : `+${number}` };
  const through = [fields.SipDomain, fields.SipDomainSid, fields.TrunkSid];
  if (through.some((trunk) => trunk !== undefined && trustedTrunks.includes(trunk)))
    return { ...known, level: 'verified', evidence: 'own-trunk' };
  if (StirVerstat === 'TN-Validation-Passed-A')
    return { ...known, level: 'verified', evidence: 'stir-shaken-a' };
  return { ...known, level: 'claimed', evidence: 'caller-id' };
}

/** How Twilio writes numbers that are not shown: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE on a keypad. */
const withheld = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']);
