import { z } from 'zod';
import { about, e164, httpUrl, text } from './config-fields.ts';
import type { EmailConfig } from './email-config.ts';
import { emailConfigOf, emailEnvironment, emailPairs } from './email-config.ts';
import type { TwilioVoiceConfig, VoiceConfig } from './voice-config.ts';
import {
  plivoVoiceEnvironment,
  plivoVoiceOf,
  twilioVoiceEnvironment,
  twilioVoiceOf,
  voicePairs,
} from './voice-config.ts';

export type { EmailConfig } from './email-config.ts';

/** What the channels with a provider need to know. Holds secrets: never log it. */
export type ChannelsConfig = {
  twilio?: TwilioConfig;
  plivo?: PlivoConfig;
  telegram?: TelegramConfig;
  meta?: MetaConfig;
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
  /** Content SID of an approved WhatsApp template with one variable, for messages after the 24 hours. */
  whatsappTemplate?: string;
  /** There with a number for calls. */
  voice?: TwilioVoiceConfig;
};

export type PlivoConfig = {
  authId: string;
  authToken: string;
  /** Without a trailing slash. */
  baseUrl: string;
  /** Our numbers, in E.164: a channel without one is off. */
  smsFrom?: string;
  voiceFrom?: string;
  /** There with a number for calls. */
  voice?: VoiceConfig;
};

export type TelegramConfig = {
  botToken: string;
  /** Telegram repeats it with every update. */
  webhookSecret: string;
  /** Without a trailing slash. */
  baseUrl: string;
};

export type MetaConfig = {
  /** Of the app: signs what Meta posts, and proves our calls. */
  appSecret: string;
  /** Repeated by Meta when the webhook is set up. */
  verifyToken: string;
  pageId: string;
  pageToken: string;
  /** Of the professional account that is linked to the page; Instagram is off without. */
  instagramId?: string;
  /** Whether agents may answer for seven days: Meta has approved the Human Agent feature. */
  humanAgent: boolean;
  /** With the version, without a trailing slash. */
  baseUrl: string;
};

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
  TWILIO_WHATSAPP_TEMPLATE: text
    .regex(/^HX[0-9a-f]{32}$/, 'is not a content SID (HX and 32 hex digits).')
    .optional()
    .meta(
      about(
        'Twilio',
        'Content SID of an approved WhatsApp template whose one variable takes the message, for messages after the 24 hours.',
      ),
    ),
  ...twilioVoiceEnvironment.shape,

  PLIVO_AUTH_ID: text
    .regex(/^[A-Z0-9]{20}$/, 'is not an Auth ID (20 capital letters and digits).')
    .optional()
    .meta(about('Plivo', 'Auth ID, from the first page of the console.')),
  PLIVO_AUTH_TOKEN: text
    .optional()
    .meta(about('Plivo', 'Auth token of the account; signs what Plivo sends us.', { secret: true })),
  PLIVO_BASE_URL: httpUrl()
    .default('https://api.plivo.com')
    .meta(about('Plivo', 'Base address of Plivo’s API.')),
  PLIVO_SMS_FROM: e164
    .optional()
    .meta(about('Plivo', 'Our number for SMS; turns SMS by Plivo on.', { example: '+441632960000' })),
  ...plivoVoiceEnvironment.shape,

  TELEGRAM_BOT_TOKEN: text
    .regex(/^\d+:[\w-]+$/, 'is not a token of the form 123456:ABC-DEF.')
    .optional()
    .meta(
      about('Telegram', 'Token of the bot, from @BotFather; turns Telegram on.', {
        example: '123456:ABC-DEF',
        secret: true,
      }),
    ),
  TELEGRAM_WEBHOOK_SECRET: text
    .regex(/^[\w-]{16,256}$/, 'is not 16 to 256 letters, digits, underscores and dashes.')
    .optional()
    .meta(
      about(
        'Telegram',
        'Given to `setWebhook` as `secret_token`; proves that an update is Telegram’s. Make one with `openssl rand -hex 24`.',
        { secret: true },
      ),
    ),
  TELEGRAM_BASE_URL: httpUrl()
    .default('https://api.telegram.org')
    .meta(about('Telegram', 'Base address of the Bot API.')),

  META_APP_SECRET: text
    .optional()
    .meta(
      about('Messenger and Instagram', 'Secret of the Meta app; signs what Meta sends us.', { secret: true }),
    ),
  META_VERIFY_TOKEN: text
    .optional()
    .meta(
      about(
        'Messenger and Instagram',
        'Any words of your choice; Meta repeats them when the webhook is set up. Make them with `openssl rand -hex 24`.',
        { secret: true },
      ),
    ),
  META_PAGE_ID: text
    .regex(/^\d{1,30}$/, 'is not the number of a page.')
    .optional()
    .meta(
      about('Messenger and Instagram', 'Number of the Facebook page; turns Messenger on.', {
        example: '102290129340398',
      }),
    ),
  META_PAGE_TOKEN: text.optional().meta(
    about('Messenger and Instagram', 'Access token of the page, one that does not expire.', {
      secret: true,
    }),
  ),
  META_INSTAGRAM_ID: text
    .regex(/^\d{1,30}$/, 'is not the number of an account.')
    .optional()
    .meta(
      about(
        'Messenger and Instagram',
        'Number of the Instagram professional account that is linked to the page; turns Instagram on.',
        { example: '17841405309211844' },
      ),
    ),
  META_HUMAN_AGENT: z
    .enum(['on', 'off'], 'is neither on nor off.')
    .default('off')
    .meta(
      about(
        'Messenger and Instagram',
        '`on` lets agents answer for seven days instead of one, once Meta has approved the Human Agent feature for the app.',
      ),
    ),
  META_BASE_URL: httpUrl()
    .default('https://graph.facebook.com/v25.0')
    .meta(about('Messenger and Instagram', 'Base address of the Graph API, with its version.')),
  ...emailEnvironment.shape,
});

/** Variables of channels that make sense only together. */
export const channelPairs = [
  ['PLIVO_AUTH_ID', 'PLIVO_AUTH_TOKEN'],
  ['PLIVO_AUTH_TOKEN', 'PLIVO_AUTH_ID'],
  ['PLIVO_SMS_FROM', 'PLIVO_AUTH_ID'],
  ['META_PAGE_ID', 'META_PAGE_TOKEN'],
  ['META_PAGE_ID', 'META_APP_SECRET'],
  ['META_PAGE_ID', 'META_VERIFY_TOKEN'],
  ['META_PAGE_TOKEN', 'META_PAGE_ID'],
  ['META_APP_SECRET', 'META_PAGE_ID'],
  ['META_VERIFY_TOKEN', 'META_PAGE_ID'],
  ['META_INSTAGRAM_ID', 'META_PAGE_ID'],
  ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET'],
  ['TELEGRAM_WEBHOOK_SECRET', 'TELEGRAM_BOT_TOKEN'],
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
  ['TWILIO_AUTH_TOKEN', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_SMS_FROM', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_WHATSAPP_FROM', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_WHATSAPP_TEMPLATE', 'TWILIO_WHATSAPP_FROM'],
  ...emailPairs,
  ...voicePairs,
] as const;

export function channelsConfigOf(env: z.infer<typeof channelEnvironment>): ChannelsConfig {
  const twilio = twilioOf(env);
  const telegram = telegramOf(env);
  const meta = metaOf(env);
  const plivo = plivoOf(env);
  const email = emailConfigOf(env);
  return {
    ...(twilio && { twilio }),
    ...(plivo && { plivo }),
    ...(telegram && { telegram }),
    ...(meta && { meta }),
    ...(email && { email }),
  };
}

function plivoOf(env: z.infer<typeof channelEnvironment>): PlivoConfig | undefined {
  const { PLIVO_AUTH_ID: authId, PLIVO_AUTH_TOKEN: authToken, PLIVO_SMS_FROM: smsFrom } = env;
  if (authId === undefined || authToken === undefined) return undefined;
  return {
    authId,
    authToken,
    baseUrl: env.PLIVO_BASE_URL,
    ...(smsFrom !== undefined && { smsFrom }),
    ...plivoVoiceOf(env),
  };
}

function metaOf(env: z.infer<typeof channelEnvironment>): MetaConfig | undefined {
  const { META_APP_SECRET: appSecret, META_VERIFY_TOKEN: verifyToken } = env;
  const { META_PAGE_ID: pageId, META_PAGE_TOKEN: pageToken, META_INSTAGRAM_ID: instagramId } = env;
  if (!appSecret || !verifyToken || !pageId || !pageToken) return undefined;
  return {
    appSecret,
    verifyToken,
    pageId,
    pageToken,
    humanAgent: env.META_HUMAN_AGENT === 'on',
    baseUrl: env.META_BASE_URL,
    ...(instagramId !== undefined && { instagramId }),
  };
}

function telegramOf(env: z.infer<typeof channelEnvironment>): TelegramConfig | undefined {
  const { TELEGRAM_BOT_TOKEN: botToken, TELEGRAM_WEBHOOK_SECRET: webhookSecret } = env;
  if (botToken === undefined || webhookSecret === undefined) return undefined;
  return { botToken, webhookSecret, baseUrl: env.TELEGRAM_BASE_URL };
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
    ...(env.TWILIO_WHATSAPP_TEMPLATE !== undefined && { whatsappTemplate: env.TWILIO_WHATSAPP_TEMPLATE }),
    ...twilioVoiceOf(env),
  };
}
