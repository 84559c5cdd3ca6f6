import { startTestApi } from '@throughline/engine/api/testing/test-api';
import type { ChannelsConfig } from '@throughline/engine/channel-config';
import { startCaseRuntime } from '@throughline/engine/testing/case-runtime';
import { inject } from 'vitest';
import type { SignedBytes } from '../providers/post-webhook.ts';
import { postRaw } from '../providers/post-webhook.ts';

export type EchoCase = Awaited<ReturnType<typeof startEchoCase>>;

/** The whole way: the API takes a provider's webhook, a case answers with what was said, and the channel sends it. */
export async function startEchoCase(config: ChannelsConfig) {
  const runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    config,
    script: async ({ messages }) => ({
      port: 'done',
      say: [{ text: `You said: ${messages.map(({ text }) => text).join(' | ')}` }],
    }),
  });
  const { stores, channels, takeReceipt } = runtime;
  const api = await startTestApi({
    database: runtime.database,
    gateway: runtime.gateway,
    chromaUrl: inject('chromaUrl'),
    embeddingModelDir: inject('embeddingModelDir'),
    deps: { channels, takeReceipt },
  });
  return {
    stores,
    /** What the API logged. */
    lines: api.lines,
    /** Posts the bytes of a webhook as its provider does. */
    post: (path: string, signed: SignedBytes) => postRaw(`${api.url}${path}`, signed),
    get: (path: string) => fetch(`${api.url}${path}`),
    async close() {
      await api.stop();
      await runtime.close();
    },
  };
}
