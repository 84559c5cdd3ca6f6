import type { ChannelsConfig } from '../../channel-config.ts';
import type { ConversationIds } from '../../crypto/derived-ids.ts';
import type { CallRow } from '../../stores/calls.ts';
import type { Channel } from '../channel.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import { createCallToTest } from './call-to-test.ts';
import { configuredTelephony } from './configured-telephony.ts';
import { callConversations } from './voice-calls.ts';
import type { VoiceDeps } from './voice-channel.ts';
import { createVoice } from './voice-channel.ts';

export type ConfiguredVoiceDeps = Pick<VoiceDeps, 'calls' | 'feed'> & {
  /** Without a trailing slash. */
  publicUrl: string;
  conversations: ProviderDeps['conversations'];
  config: ChannelsConfig;
  conversationIds: ConversationIds;
};

/** Telephone calls by the provider that is configured for them. */
export function createConfiguredVoice(deps: ConfiguredVoiceDeps): Channel<CallRow> | undefined {
  const { config, conversationIds, calls, feed } = deps;
  const configured = configuredTelephony(config);
  if (!configured) return undefined;
  const { telephony, from: ours } = configured;
  const conversationOf = callConversations(conversationIds, telephony.name);
  const voice = createVoice({ telephony, calls, feed, conversationOf });
  const sendTest = createCallToTest({ ...deps, telephony });
  return { ...voice, ends: { theirs: 'phone', ours }, sendTest };
}
