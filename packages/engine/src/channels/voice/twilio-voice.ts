import type { TwilioConfig } from '../../channel-config.ts';
import type { ConversationIds } from '../../crypto/derived-ids.ts';
import { createTwilioTelephony } from './twilio-telephony.ts';
import { callConversations } from './voice-calls.ts';
import type { VoiceDeps } from './voice-channel.ts';
import { createVoice } from './voice-channel.ts';

export type TwilioVoiceDeps = Pick<VoiceDeps, 'calls' | 'feed'> & {
  config: TwilioConfig;
  conversationIds: ConversationIds;
};

export function createTwilioVoice({ config, conversationIds, calls, feed }: TwilioVoiceDeps) {
  const telephony = createTwilioTelephony(config);
  return createVoice({
    telephony,
    calls,
    feed,
    conversationOf: callConversations(conversationIds, 'twilio'),
  });
}
