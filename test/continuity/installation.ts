import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunningShop } from '../../packages/engine/src/demo/start-shop.ts';
import { startShop } from '../../packages/engine/src/demo/start-shop.ts';
import { freePort } from '../../packages/engine/src/local/free-port.ts';
import type { Progress } from '../../packages/engine/src/local/server.ts';
import { startStack } from '../../packages/engine/src/local/stack.ts';
import type { TwilioStandIn } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';
import type { MailServer } from '../providers/mail-server.ts';
import { startMailServer } from '../providers/mail-server.ts';
import { authserv, ourAddress } from './lines.ts';
import type { MetaStandIn } from '../providers/meta.ts';
import { startMeta } from '../providers/meta.ts';

export type Installation = {
  shop: RunningShop;
  twilio: TwilioStandIn;
  meta: MetaStandIn;
  mailServer: MailServer;
  mailPort: number;
  ours: string;
  identitySecret: string;
  stop(): Promise<void>;
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const ours = '+441632960001';

/** The example shop on all channels; the providers are stand-ins on this machine, everything else is what it is. */
export async function startInstallation(progress: Progress): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-continuity-'));
  const [stack, twilio, meta, mailServer, port, mailPort] = await Promise.all([
    startStack({ dataDir, progress }),
    startTwilio(),
    startMeta(),
    startMailServer(),
    freePort(),
    freePort(),
  ]);
  const identitySecret = randomBytes(32).toString('base64url');
  const stop = async () => {
    await stack.stop();
    await Promise.all([twilio.close(), meta.close(), mailServer.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const shop = await startShop({
      root,
      dataDir,
      port,
      servers: {
        ...stack.env,
        THROUGHLINE_PORT: String(port),
        THROUGHLINE_RATE_LIMIT_SCALE: '0',
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
        META_BASE_URL: meta.url,
      },
    });
    return {
      shop,
      twilio,
      meta,
      mailServer,
      mailPort,
      ours,
      identitySecret,
      async stop() {
        await shop.stop();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
