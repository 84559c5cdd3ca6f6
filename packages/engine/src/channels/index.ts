import type { Channel } from './channel.ts';
import type { ChannelsConfig } from '../channel-config.ts';
import type { ConversationIds } from '../crypto/derived-ids.ts';
import type { CallStore } from '../stores/calls.ts';
import type { ConversationStore } from '../stores/conversations.ts';
import type { FileStore } from '../stores/files.ts';
import type { OutboxStore } from '../stores/outbox.ts';
import type { EmailDeps } from './email.ts';
import { createEmail } from './email.ts';
import { createInstagram, createMessenger } from './meta.ts';
import { createPlivoSms } from './plivo-sms.ts';
import { createTelegram } from './telegram.ts';
import type { PortalDeps } from './portal.ts';
import { createPortal } from './portal.ts';
import { createSms, createWhatsApp } from './twilio-messages.ts';
import { createConfiguredVoice } from './voice/configured-voice.ts';
import type { WebchatDeps } from './webchat.ts';
import { createWebchat } from './webchat.ts';

export type Channels = { [name: string]: Channel };

/** What the channels of an installation are made of. */
export type ChannelDeps = WebchatDeps &
  PortalDeps & {
    config: ChannelsConfig;
    /** Without a trailing slash; what providers sign is an address below it. */
    publicUrl: string;
    conversations: Pick<ConversationStore, 'get'>;
    conversationIds: ConversationIds;
    outbox: Pick<OutboxStore, 'byProviderMessage'>;
    files: Pick<FileStore, 'get'>;
    email?: EmailDeps;
    calls: Pick<CallStore, 'get'>;
  };

/** The channels this installation talks on, by name: web chat, the portal, and those whose provider is configured. One line for each. */
export function createChannels(deps: ChannelDeps): Channels {
  const { twilio, plivo, telegram, meta } = deps.config;
  const configured = [
    createWebchat(deps),
    createPortal(deps),
    deps.email && createEmail(deps.email),
    twilio?.smsFrom !== undefined && createSms({ ...deps, config: twilio }),
    twilio?.whatsappFrom !== undefined && createWhatsApp({ ...deps, config: twilio }),
    plivo?.smsFrom !== undefined && createPlivoSms({ ...deps, config: plivo }),
    telegram && createTelegram({ ...deps, config: telegram }),
    createConfiguredVoice(deps),
    meta && createMessenger({ ...deps, config: meta }),
    meta?.instagramId !== undefined &&
      createInstagram({ ...deps, config: meta, instagramId: meta.instagramId }),
  ];
  return Object.fromEntries(
    configured.flatMap((channel) => (channel ? [[channel.name, channel as Channel]] : [])),
  );
}
