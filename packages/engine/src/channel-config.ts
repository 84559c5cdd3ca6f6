import { z } from 'zod';
import { about, httpUrl, list, text } from './config-fields.ts';

/** What the channels with a provider need to know. Holds secrets: never log it. */
export type ChannelsConfig = {
  twilio?: TwilioConfig;
};

export type TwilioConfig = {
  accountSid: string;
  authToken: string;
  /** Without a trailing slash. */
  baseUrl: string;
  /** Our numbers, in E.164: a channel without one is off. */
  smsFrom?: string;
  whatsappFrom?: string;
  voiceFrom?: string;
  voice: VoiceConfig;
};

export type VoiceConfig = {
  /** `gather`: turn by turn over HTTP. `relay`: streamed over a WebSocket, and the caller may interrupt. */
  mode: 'gather' | 'relay';
  /** Who is called when the case waits for a person. */
  agentNumber?: string;
  /** Calls are recorded only with it. */
  recordingAnnouncement?: string;
  /** SIP domains and trunks of the operator's own: what they say about a caller is believed. */
  trustedTrunks: string[];
};

const e164 = text.regex(/^\+[1-9]\d{6,14}$/, 'is not a telephone number of the form +441632960000.');

export const channelEnvironment = z.object({
  TWILIO_ACCOUNT_SID: text
    .regex(/^AC[0-9a-f]{32}$/, 'is not an account SID (AC and 32 hex digits).')
    .optional()
    .meta(about('Twilio', 'Account SID, from the first page of the console.')),
  TWILIO_AUTH_TOKEN: text
    .optional()
    .meta(about('Twilio', 'Auth token of the account; signs what Twilio sends us.', { secret: true })),
  TWILIO_BASE_URL: httpUrl()
    .default('https://api.twilio.com')
    .meta(about('Twilio', 'Base address of Twilio’s API.')),
  TWILIO_SMS_FROM: e164
    .optional()
    .meta(about('Twilio', 'Our number for SMS; turns SMS on.', { example: '+441632960000' })),
  TWILIO_WHATSAPP_FROM: e164
    .optional()
    .meta(about('Twilio', 'Our WhatsApp number; turns WhatsApp on.', { example: '+441632960000' })),
  TWILIO_VOICE_FROM: e164
    .optional()
    .meta(about('Twilio', 'Our number for calls; turns voice on.', { example: '+441632960000' })),
  TWILIO_VOICE_MODE: z
    .enum(['gather', 'relay'], 'is neither gather nor relay.')
    .default('gather')
    .meta(
      about(
        'Twilio',
        'How calls are talked: `gather` turn by turn (works everywhere), `relay` by ConversationRelay over a WebSocket, where the caller may interrupt.',
      ),
    ),
  TWILIO_VOICE_AGENT_NUMBER: e164
    .optional()
    .meta(
      about(
        'Twilio',
        'Who is called when the case of a caller waits for a person. Without it, the caller is told that a colleague will answer.',
        { example: '+441632960001' },
      ),
    ),
  TWILIO_VOICE_RECORDING_ANNOUNCEMENT: text
    .max(500, 'is longer than 500 characters.')
    .optional()
    .meta(
      about(
        'Twilio',
        'What callers are told before their call is recorded. Without it, nothing is recorded.',
        {
          example: 'This call is recorded for training.',
        },
      ),
    ),
  TWILIO_VOICE_TRUSTED_TRUNKS: list
    .default([])
    .meta(
      about(
        'Twilio',
        'SIP domains, SIP domain SIDs and trunk SIDs of your own, separated by commas: a caller’s number that comes through one of them counts as proven.',
        { example: 'pbx-example.sip.twilio.com' },
      ),
    ),
});

/** Variables of channels that make sense only together. */
export const channelPairs = [
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
  ['TWILIO_AUTH_TOKEN', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_SMS_FROM', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_WHATSAPP_FROM', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_VOICE_FROM', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_VOICE_AGENT_NUMBER', 'TWILIO_VOICE_FROM'],
  ['TWILIO_VOICE_RECORDING_ANNOUNCEMENT', 'TWILIO_VOICE_FROM'],
  ['TWILIO_VOICE_TRUSTED_TRUNKS', 'TWILIO_VOICE_FROM'],
] as const;

export function channelsConfigOf(env: z.infer<typeof channelEnvironment>): ChannelsConfig {
  const twilio = twilioOf(env);
  return { ...(twilio && { twilio }) };
}

function twilioOf(env: z.infer<typeof channelEnvironment>): TwilioConfig | undefined {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = env;
  if (accountSid === undefined || authToken === undefined) return undefined;
  return {
    accountSid,
    authToken,
    baseUrl: env.TWILIO_BASE_URL,
    ...(env.TWILIO_SMS_FROM !== undefined && { smsFrom: env.TWILIO_SMS_FROM }),
    ...(env.TWILIO_WHATSAPP_FROM !== undefined && { whatsappFrom: env.TWILIO_WHATSAPP_FROM }),
    ...(env.TWILIO_VOICE_FROM !== undefined && { voiceFrom: env.TWILIO_VOICE_FROM }),
    voice: voiceOf(env),
  };
}

function voiceOf(env: z.infer<typeof channelEnvironment>): VoiceConfig {
  const { TWILIO_VOICE_AGENT_NUMBER: agentNumber } = env;
  const { TWILIO_VOICE_RECORDING_ANNOUNCEMENT: recordingAnnouncement } = env;
  return {
    mode: env.TWILIO_VOICE_MODE,
    trustedTrunks: env.TWILIO_VOICE_TRUSTED_TRUNKS,
    ...(agentNumber !== undefined && { agentNumber }),
    ...(recordingAnnouncement !== undefined && { recordingAnnouncement }),
  };
}
