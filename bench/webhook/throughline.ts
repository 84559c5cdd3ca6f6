import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configOrExit } from '../../packages/engine/src/cli/config-or-exit.ts';
import { localEnvironment } from '../../packages/engine/src/cli/engine-parts.ts';
import { createEngineProcess } from '../../packages/engine/src/cli/engine-process.ts';
import { createDeps } from '../../packages/engine/src/deps.ts';
import { publishFlow } from '../../packages/engine/src/flows/publish-flow.ts';
import { freePort } from '../../packages/engine/src/local/free-port.ts';
import type { Stack } from '../../packages/engine/src/local/stack.ts';
import { createLog } from '../../packages/engine/src/log.ts';
import { catalogue } from '../../packages/nodes/src/catalogue.ts';
import { postWebhook } from '../../test/providers/post-webhook.ts';
import type { TwilioMessage } from '../../test/providers/twilio.ts';
import { startTwilio } from '../../test/providers/twilio.ts';
import { flowId, webhookFlow } from './flow.ts';
import type { Side } from './side.ts';

const ours = '+441632960001';
const answerWithinMs = 120_000;

export type ThroughlineSide = Side & {
  /** Posts a message of a client; resolves when it is acknowledged. */
  post(client: number, text: string): Promise<void>;
  /** What was handed to the provider for a client, in order. */
  answers(client: number): string[];
};

/** An API and a worker as processes of their own, as they run in production; the provider is a stand-in in this process. */
export async function startThroughline(stack: Stack, lookupUrl: string): Promise<ThroughlineSide> {
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-webhooks-'));
  const waiting = new Map<string, () => void>();
  const answersOf = new Map<string, string[]>();
  const twilio = await startTwilio({
    onSent({ to, body }: TwilioMessage) {
      answersOf.set(to, [...(answersOf.get(to) ?? []), body]);
      waiting.get(to)?.();
    },
  });
  const env = {
    ...(await localEnvironment({ ...process.env, ...stack.env }, { dataDir, port: await freePort() })),
    THROUGHLINE_MONGODB_DATABASE: `webhooks-${process.pid}`,
    THROUGHLINE_FLOW: flowId,
    THROUGHLINE_HTTP_ALLOWED_ADDRESSES: '127.0.0.1',
    THROUGHLINE_LOG_LEVEL: 'error',
    TWILIO_ACCOUNT_SID: twilio.account.accountSid,
    TWILIO_AUTH_TOKEN: twilio.account.authToken,
    TWILIO_BASE_URL: twilio.url,
    TWILIO_SMS_FROM: ours,
  };
  const api = createEngineProcess('api', env, 'ignore');
  const worker = createEngineProcess('worker', env, 'ignore');
  const close = async () => {
    await Promise.all([worker.stop(), api.stop()]);
    await twilio.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await publish(env, lookupUrl);
    await Promise.all([api.start(), worker.start()]);
  } catch (error) {
    await close();
    throw error;
  }
  const url = env.THROUGHLINE_PUBLIC_URL;
  const numberOf = (client: number) => `+4477${String(client).padStart(8, '0')}`;

  async function post(client: number, Body: string): Promise<void> {
    const fields = { From: numberOf(client), To: ours, Body };
    const { status } = await postWebhook(url, twilio.message(`${url}/channels/twilio/sms`, fields));
    if (status !== 200) throw new Error(`A webhook was answered ${status}.`);
  }

  return {
    name: 'Throughline',
    post,
    answers: (client) => answersOf.get(numberOf(client)) ?? [],
    async answer(client, text) {
      const began = performance.now();
      const handed = new Promise<number>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`"${text}" was not answered.`)), answerWithinMs);
        waiting.set(numberOf(client), () => {
          clearTimeout(late);
          resolve(performance.now() - began);
        });
      });
      await post(client, text);
      return handed;
    },
    close,
  };
}

async function publish(env: NodeJS.ProcessEnv, lookupUrl: string): Promise<void> {
  const config = await configOrExit(env);
  const { stores, close } = await createDeps(config, createLog({ level: 'error', name: 'bench' }));
  const flow = webhookFlow(lookupUrl);
  const published = await publishFlow({ stores, catalogue, flow, author: 'bench', at: Date.now() });
  await close();
  if (!published.ok) throw new Error(published.issues.map(({ text }) => text).join('\n'));
}
