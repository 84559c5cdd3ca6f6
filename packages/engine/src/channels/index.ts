import type { ChannelsConfig } from '../channel-config.ts';
import { createConversationIds } from '../crypto/derived-ids.ts';
import type { CallStore } from '../stores/calls.ts';
import type { Channel } from './channel.ts';
import { createTwilioTelephony } from './voice/twilio-telephony.ts';
import { createVoice } from './voice/voice-channel.ts';
import { callConversations } from './voice/voice-calls.ts';
import type { WebchatDeps } from './webchat.ts';
import { createWebchat } from './webchat.ts';

export type Channels = { [name: string]: Channel };

/** What the channels of an installation are made of. */
export type ChannelDeps = WebchatDeps & {
  /** Of those with a provider: what is not configured is not there. */
  channels?: ChannelsConfig;
  calls: CallStore;
  masterKey: Uint8Array;
};

/** The channels this installation talks on, by name: web chat, and those whose provider is configured. One line for each. */
export function createChannels(deps: ChannelDeps): Channels {
  const configured = [createWebchat(deps), ...twilioVoice(deps)];
  return Object.fromEntries(configured.map((channel) => [channel.name, channel as Channel]));
}

function twilioVoice({ channels, calls, feed, masterKey }: ChannelDeps) {
  const twilio = channels?.twilio;
  if (twilio?.voiceFrom === undefined) return [];
  const telephony = createTwilioTelephony({ ...twilio, ...twilio.voice });
  const conversationOf = callConversations(createConversationIds(masterKey), telephony.name);
  return [createVoice({ telephony, calls, feed, conversationOf })];
}
