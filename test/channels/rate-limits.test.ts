import { startTestApi } from '@throughline/engine/api/testing/test-api';
import { testDatabase } from '@throughline/engine/testing/database';
import type { TestDatabase } from '@throughline/engine/testing/database';
import { noGateway } from '@throughline/engine/testing/no-gateway';
import { testChannels } from '@throughline/engine/testing/test-channels';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { postWebhook } from '../providers/post-webhook.ts';
import type { TwilioStandIn } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';

const publicUrl = 'http://support.example.com';
const ours = '+441632960001';

let twilio: TwilioStandIn;
let database: TestDatabase;

beforeAll(async () => {
  twilio = await startTwilio();
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(async () => {
  await twilio?.close();
  await database?.drop();
});

/** An API with its limits on, which counts all of this test as one address. */
async function limitedApi(rateLimitScale: number) {
  const config = { twilio: { ...twilio.account, baseUrl: twilio.url, smsFrom: ours } };
  const api = await startTestApi({
    database,
    gateway: noGateway(async () => {
      throw new Error('nobody wrote');
    }),
    chromaUrl: inject('chromaUrl'),
    embeddingModelDir: inject('embeddingModelDir'),
    config: { rateLimitScale },
    deps: { channels: testChannels(database, { config }) },
  });
  const form = { MessageSid: 'SM1', MessageStatus: 'sent', From: ours, To: '+447700900001' };
  const status = twilio.message(`${publicUrl}/channels/twilio/sms/status`, form);
  /** How often each status was answered, of so many requests. */
  const count = async (requests: number, request: () => Promise<{ status: number }>) => {
    const answers = new Map<number, number>();
    for (let left = requests; left > 0; left -= 50) {
      const some = await Promise.all(Array.from({ length: Math.min(50, left) }, request));
      for (const { status: is } of some) answers.set(is, (answers.get(is) ?? 0) + 1);
    }
    return Object.fromEntries(answers);
  };
  return {
    stop: api.stop,
    webhooks: (requests: number) => count(requests, () => postWebhook(api.url, status)),
    others: (requests: number) => count(requests, () => api.call('GET', '/nothing')),
  };
}

it('a provider may send 3,500 webhooks in a minute from one address, which may still do other things then', async () => {
  const api = await limitedApi(1);
  expect(await api.webhooks(3_500)).toEqual({ 204: 3_500 });
  expect(await api.others(1)).toEqual({ 404: 1 });
  await api.stop();
}, 60_000);

it('webhooks have a limit of their own, and what else an address may do is limited beside it', async () => {
  const api = await limitedApi(0.01);
  expect(await api.others(40)).toEqual({ 404: 30, 429: 10 });
  expect(await api.webhooks(210)).toEqual({ 204: 200, 429: 10 });
  await api.stop();
});
