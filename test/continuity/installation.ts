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

export type Installation = {
  shop: RunningShop;
  twilio: TwilioStandIn;
  ours: string;
  identitySecret: string;
  stop(): Promise<void>;
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const ours = '+441632960001';

/** The example shop on all channels; the providers are stand-ins on this machine, everything else is what it is. */
export async function startInstallation(progress: Progress): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-continuity-'));
  const [stack, twilio, port] = await Promise.all([
    startStack({ dataDir, progress }),
    startTwilio(),
    freePort(),
  ]);
  const identitySecret = randomBytes(32).toString('base64url');
  const stop = async () => {
    await stack.stop();
    await twilio.close();
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
      },
    });
    return {
      shop,
      twilio,
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
