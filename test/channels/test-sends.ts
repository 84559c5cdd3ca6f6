import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { expect } from 'vitest';
import { startTestApi } from '../../packages/engine/src/api/testing/test-api.ts';
import { createHandOver } from '../../packages/engine/src/cases/hand-over.ts';
import { createHandOverLines } from '../../packages/engine/src/cases/hand-over-lines.ts';
import type { ChannelsConfig } from '../../packages/engine/src/channel-config.ts';
import type { Channels } from '../../packages/engine/src/channels/index.ts';
import type { TestDatabase } from '../../packages/engine/src/testing/database.ts';
import { testChannels } from '../../packages/engine/src/testing/test-channels.ts';

export type TestSends = Awaited<ReturnType<typeof startTestSends>>;

/** How a message stands that tries a channel. */
export type TestSend = {
  state: string;
  providerMessageId?: string;
  tries: number;
  error?: { code: string; text: string; fix: string };
};

/** The API with channels whose providers are stand-ins, and with what hands messages over to them. */
export async function startTestSends(
  database: TestDatabase,
  config: ChannelsConfig,
  more: Partial<Channels> = {},
) {
  const { stores } = database;
  const channels = { ...testChannels(database, { config }), ...more } as Channels;
  const failSend = async () => {
    throw new Error('no case is reached by a test');
  };
  const log = pino({ level: 'silent' });
  const handOver = createHandOver({ stores, channels, failSend, log, fileLink: (id) => id });
  const lines = createHandOverLines({ handOver, channels, log });
  const api = await startTestApi({ database, config: { channels: config }, deps: { channels, lines } });
  const { bearer: ops } = await api.signIn('ops');

  return {
    api,
    lines,
    ops,
    send: (channel: string, to: string, id: string = randomUUID()) =>
      api.call('POST', `/api/channels/${channel}/test-messages`, { id, to }, ops),
    /** What came of a test once it is no longer under way. */
    async outcome(
      channel: string,
      id: string,
      until = (test: TestSend) => test.state !== 'sending',
    ): Promise<TestSend> {
      const read = async () => {
        const path = `/api/channels/${channel}/test-messages/${id}`;
        const { json } = await api.call('GET', path, undefined, ops);
        return json['test'] as TestSend;
      };
      await expect.poll(async () => until(await read()), { timeout: 10_000 }).toBe(true);
      return read();
    },
  };
}
