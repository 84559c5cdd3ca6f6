import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { topicOf } from '../cases/feed-events.ts';
import { createPortalCustomers } from '../portal/portal-customer.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { ChannelRequest } from './channel.ts';
import { createPortal } from './portal.ts';
import { describeChannel } from './testing/describe-channel.ts';
import { uuidOf } from './testing/uuid-of.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});

afterAll(() => database?.drop());

describeChannel('portal', async () => {
  const { stores, masterKey } = database;
  const publicUrl = 'http://support.example.com';
  const portalCustomers = createPortalCustomers({ stores, masterKey: masterKey.bytes, publicUrl });
  const channel = createPortal({ portalCustomers, feed: stores.feed });
  const at = Date.now();
  const email = { kind: 'email', value: `${randomUUID()}@example.com` };
  const identifiers = [{ ...email, level: 'verified' as const, evidence: 'dmarc' }];
  const ana = await stores.customers.findOrCreate({ identifiers, at });
  const { secret } = await portalCustomers.signIn(ana._id, email, at);
  const old = await portalCustomers.signIn(ana._id, email, at - 13 * 3_600_000);
  const foreign = await portalCustomers.signIn(ana._id, { kind: 'email', value: 'bo@example.com' }, at);
  const cookie = `throughline-portal=${secret}`;
  const conversation = (await portalCustomers.byCookie(cookie, at))!.customer.conversation;
  const from = await stores.feed.last();

  const requestOf = (body: unknown): ChannelRequest => ({
    url: `${publicUrl}/channels/portal/messages`,
    headers: { cookie },
    body,
    at: Date.now(),
  });

  return {
    channel,
    request: async (text, providerMessageId) => requestOf({ id: uuidOf(providerMessageId), text }),
    forgeries: (request) => [
      { ...request, headers: {} },
      ...[old.secret, foreign.secret, `${secret}x`, secret.slice(1), ''].map((wrong) => ({
        ...request,
        headers: { cookie: `throughline-portal=${wrong}` },
      })),
      { ...request, headers: { cookie: `throughline=${secret}` } },
    ],
    nonsense: async () =>
      [
        null,
        'text',
        [],
        {},
        { id: 'x', text: 'x' },
        { id: randomUUID(), text: '' },
        { id: randomUUID(), text: 'x'.repeat(9_000) },
        { id: randomUUID(), text: 'x', case: 7 },
        { id: randomUUID(), text: 'x', to: 'another' },
      ].map((body) => requestOf(body)),
    received: async (id) => {
      const topics = [topicOf.conversation(conversation)];
      const events = await stores.feed.read({ after: from, topics, limit: 100 });
      return events.filter(({ type, data }) => type === 'message.added' && data['messageId'] === id).length;
    },
    conversation,
  };
});
