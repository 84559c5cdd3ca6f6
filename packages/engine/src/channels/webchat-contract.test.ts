import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { topicOf } from '../cases/feed-events.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { ChannelRequest } from './channel.ts';
import { describeChannel } from './testing/describe-channel.ts';
import { uuidOf } from './testing/uuid-of.ts';
import { createVisitorTokens } from './visitor-tokens.ts';
import { createWebchat } from './webchat.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});

afterAll(() => database?.drop());

describeChannel('webchat', async () => {
  const { feed } = database.stores;
  const tokens = createVisitorTokens({ masterKey: database.masterKey.bytes });
  const channel = createWebchat({ tokens, feed });
  const visitor = tokens.newVisitor();
  const { token } = await tokens.issue(visitor);
  const stranger = createVisitorTokens({ masterKey: Buffer.alloc(32, 1) });
  const expired = createVisitorTokens({
    masterKey: database.masterKey.bytes,
    now: () => Date.now() - 31 * 24 * 3_600_000,
  });
  const [forged, old] = [(await stranger.issue(visitor)).token, (await expired.issue(visitor)).token];
  const from = await feed.last();

  const requestOf = (body: unknown, authorization = `Bearer ${token}`): ChannelRequest => ({
    url: 'http://support.example.com/channels/webchat/messages',
    headers: { authorization },
    body,
    at: Date.now(),
  });

  return {
    channel,
    request: async (text, providerMessageId) => requestOf({ id: uuidOf(providerMessageId), text }),
    forgeries: (request) => [
      { ...request, headers: {} },
      ...[forged, old, `${token}x`, token.slice(0, -4), ''].map((wrong) => ({
        ...request,
        headers: { authorization: `Bearer ${wrong}` },
      })),
    ],
    nonsense: async () =>
      [
        null,
        'text',
        [],
        {},
        { id: 'x', text: 'x' },
        { id: randomUUID(), text: '' },
        { id: randomUUID(), text: ' \u0007 ' },
        { id: randomUUID(), text: 'x'.repeat(9_000) },
        { id: randomUUID(), text: 'x', to: 'another' },
      ].map((body) => requestOf(body)),
    received: async (id) => {
      const events = await feed.read({
        after: from,
        topics: [topicOf.conversation(visitor.conversation)],
        limit: 100,
      });
      return events.filter(({ type, data }) => type === 'message.added' && data['messageId'] === id).length;
    },
    conversation: visitor.conversation,
  };
});
