import { localEnvironment } from '../../packages/engine/src/cli/engine-parts.ts';
import type { EngineProcess } from '../../packages/engine/src/cli/engine-process.ts';
import { createEngineProcess } from '../../packages/engine/src/cli/engine-process.ts';
import { freePort } from '../../packages/engine/src/local/free-port.ts';
import type { Installation } from '../continuity/installation.ts';
import type { PlivoStandIn } from '../providers/plivo.ts';
import { startPlivo } from '../providers/plivo.ts';

export type PlivoApi = { url: string; api: EngineProcess; plivo: PlivoStandIn; stop(): Promise<void> };

/** Another API of the same installation, whose calls and texts are Plivo's: one process has the calls of one provider. */
export async function startPlivoApi({ dataDir, servers, providers }: Installation): Promise<PlivoApi> {
  const [plivo, port] = await Promise.all([startPlivo(), freePort()]);
  const shared = Object.fromEntries(
    Object.entries(servers).filter(([name]) => !/^(?:EMAIL|TWILIO)_|^THROUGHLINE_PORT$/.test(name)),
  );
  const env = {
    ...(await localEnvironment({ ...process.env, ...shared }, { dataDir, port })),
    THROUGHLINE_LOG_LEVEL: 'error',
    PLIVO_AUTH_ID: plivo.account.authId,
    PLIVO_AUTH_TOKEN: plivo.account.authToken,
    PLIVO_BASE_URL: plivo.url,
    PLIVO_SMS_FROM: providers.ours,
    PLIVO_VOICE_FROM: providers.ours,
  };
  const api = createEngineProcess('api', env, 'ignore');
  await api.start();
  return {
    url: env.THROUGHLINE_PUBLIC_URL,
    api,
    plivo,
    async stop() {
      await api.stop();
      await plivo.close();
    },
  };
}
