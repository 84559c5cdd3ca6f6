import { createPlaces } from '../cases/places.ts';
import type { ChannelsConfig } from '../channel-config.ts';
import type { Channels } from '../channels/index.ts';
import { createChannels } from '../channels/index.ts';
import { createVisitorTokens } from '../channels/visitor-tokens.ts';
import { createConversationIds } from '../crypto/derived-ids.ts';
import { createPortalCustomers } from '../portal/portal-customer.ts';
import type { TestDatabase } from './database.ts';

/** The channels over a test's database: web chat, and those that are configured. */
export function testChannels(
  { stores, masterKey }: Pick<TestDatabase, 'stores' | 'masterKey'>,
  {
    config = {},
    publicUrl = 'http://support.example.com',
  }: { config?: ChannelsConfig; publicUrl?: string } = {},
): Channels {
  return createChannels({
    config,
    publicUrl,
    tokens: createVisitorTokens({ masterKey: masterKey.bytes }),
    portalCustomers: createPortalCustomers({ stores, masterKey: masterKey.bytes, publicUrl }),
    feed: stores.feed,
    conversations: stores.conversations,
    outbox: stores.outbox,
    files: stores.files,
    calls: stores.calls,
    conversationIds: createConversationIds(masterKey.bytes),
  });
}

/** Where the customers of a test's database can be reached. */
export function testPlaces(
  { stores, masterKey }: Pick<TestDatabase, 'stores' | 'masterKey'>,
  channels: Channels,
) {
  return createPlaces({ stores, channels, conversationIds: createConversationIds(masterKey.bytes) });
}

/** Configured like an installation that talks on every channel; nobody answers at the addresses. */
export const everyChannel: ChannelsConfig = {
  twilio: {
    accountSid: `AC${'0'.repeat(32)}`,
    authToken: 'token',
    baseUrl: 'http://127.0.0.1:9',
    smsFrom: '+441632960001',
    whatsappFrom: '+441632960002',
    voiceFrom: '+441632960003',
    voice: { mode: 'gather', trustedTrunks: [] },
  },
  plivo: { authId: 'MA', authToken: 'token', baseUrl: 'http://127.0.0.1:9', smsFrom: '+441632960004' },
  meta: {
    appSecret: 'secret',
    verifyToken: 'token',
    pageId: '1',
    pageToken: 'token',
    instagramId: '2',
    humanAgent: false,
    baseUrl: 'http://127.0.0.1:9',
  },
  telegram: { botToken: '1:token', webhookSecret: 'secret', baseUrl: 'http://127.0.0.1:9' },
};
