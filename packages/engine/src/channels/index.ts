import type { Channel } from './channel.ts';
import type { EmailDeps } from './email.ts';
import { createEmail } from './email.ts';
import type { WebchatDeps } from './webchat.ts';
import { createWebchat } from './webchat.ts';

export type Channels = { [name: string]: Channel };

/** What the channels of an installation are made of. */
export type ChannelDeps = WebchatDeps & { email?: EmailDeps };

/** The channels this installation talks on, by name: web chat, and those whose provider is configured. One line for each. */
export function createChannels(deps: ChannelDeps): Channels {
  const configured = [createWebchat(deps), deps.email && createEmail(deps.email)];
  return Object.fromEntries(
    configured.flatMap((channel) => (channel ? [[channel.name, channel as Channel]] : [])),
  );
}
