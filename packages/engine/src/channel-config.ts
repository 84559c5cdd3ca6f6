import { z } from 'zod';
import { about, httpUrl, text } from './config-fields.ts';
import type { EmailConfig } from './email-config.ts';
import { emailConfigOf, emailEnvironment, emailPairs } from './email-config.ts';

export type { EmailConfig } from './email-config.ts';

/** What the channels with a provider need to know. Holds secrets: never log it. */
export type ChannelsConfig = {
  twilio?: TwilioConfig;
  email?: EmailConfig;
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

  ...emailEnvironment.shape,
});

/** Variables of channels that make sense only together. */
export const channelPairs = [
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
  ['TWILIO_AUTH_TOKEN', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_SMS_FROM', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_WHATSAPP_FROM', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_VOICE_FROM', 'TWILIO_ACCOUNT_SID'],
  ...emailPairs,
] as const;

export function channelsConfigOf(env: z.infer<typeof channelEnvironment>): ChannelsConfig {
  const twilio = twilioOf(env);
  const email = emailConfigOf(env);
  return { ...(twilio && { twilio }), ...(email && { email }) };
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
  };
}
