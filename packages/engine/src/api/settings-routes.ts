import { createTestMessages } from '../channels/test-message.ts';
import { createConversationIds } from '../crypto/derived-ids.ts';
import type { RouteDeps } from './app-deps.ts';
import { channelSettingsRoutes } from './channel-settings.ts';
import { credentialRoutes } from './credentials.ts';
import { modelRoutes } from './models.ts';
import { retentionRoutes } from './retention.ts';
import type { Route } from './route.ts';
import { usesRoutes } from './uses.ts';

/** What an installation is set up with, and what uses it. */
export function settingsRoutes(deps: RouteDeps): Route[] {
  const { config, stores, channels, lines, knowledge, catalogue, now } = deps;
  const conversationIds = createConversationIds(config.masterKey.bytes);
  return [
    ...credentialRoutes({ stores, now }),
    ...channelSettingsRoutes({
      ...{ channels, config, now },
      testMessages: createTestMessages({ stores, lines, conversationIds }),
    }),
    ...modelRoutes(deps),
    ...retentionRoutes({ stores, now }),
    ...usesRoutes({ stores, knowledge, catalogue }),
  ];
}
