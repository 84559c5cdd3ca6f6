import { randomBytes } from 'node:crypto';
import type { Providers } from '../../packages/engine/src/demo/line.ts';
import { freePort } from '../../packages/engine/src/local/free-port.ts';
import { authserv, createLines, ourAddress } from './lines.ts';
import type { MetaStandIn } from './meta.ts';
import { startMeta } from './meta.ts';
import { startMailServer } from './mail-server.ts';
import type { TelegramStandIn } from './telegram.ts';
import { startTelegram } from './telegram.ts';
import type { TwilioStandIn } from './twilio.ts';
import { startTwilio } from './twilio.ts';

export type StartedProviders = Providers & {
  twilio: TwilioStandIn;
  meta: MetaStandIn;
  telegram: TelegramStandIn;
  ours: string;
};

const ours = '+441632960001';

/** Twilio, Meta, Telegram and the customers' mail server, for an installation that talks on every channel. */
export async function startProviders(): Promise<StartedProviders> {
  const [twilio, meta, telegram, mailServer, mailPort] = await Promise.all([
    startTwilio(),
    startMeta(),
    startTelegram(),
    startMailServer(),
    freePort(),
  ]);
  const identitySecret = randomBytes(32).toString('base64url');
  return {
    twilio,
    meta,
    telegram,
    ours,
    env: {
      WEBCHAT_IDENTITY_SECRET: identitySecret,
      TWILIO_ACCOUNT_SID: twilio.account.accountSid,
      TWILIO_AUTH_TOKEN: twilio.account.authToken,
      TWILIO_BASE_URL: twilio.url,
      TWILIO_SMS_FROM: ours,
      TWILIO_WHATSAPP_FROM: ours,
      TWILIO_VOICE_FROM: ours,
      EMAIL_ADDRESS: ourAddress,
      EMAIL_SMTP_URL: mailServer.url,
      EMAIL_LISTEN_HOST: '127.0.0.1',
      EMAIL_LISTEN_PORT: String(mailPort),
      EMAIL_AUTHSERV_ID: authserv,
      EMAIL_CHECKED_BY: '127.0.0.1',
      META_APP_SECRET: meta.account.appSecret,
      META_VERIFY_TOKEN: meta.account.verifyToken,
      META_PAGE_ID: meta.account.pageId,
      META_PAGE_TOKEN: meta.account.pageToken,
      META_INSTAGRAM_ID: meta.account.instagramId,
      META_BASE_URL: meta.url,
      TELEGRAM_BOT_TOKEN: telegram.account.botToken,
      TELEGRAM_WEBHOOK_SECRET: telegram.account.webhookSecret,
      TELEGRAM_BASE_URL: telegram.url,
    },
    lines: (url) => createLines({ url, twilio, meta, telegram, mailServer, mailPort, ours, identitySecret }),
    close: async () =>
      void (await Promise.all([twilio.close(), meta.close(), telegram.close(), mailServer.stop()])),
  };
}
