import type { Channel } from './channel.ts';
import type { WebchatDeps } from './webchat.ts';
import { createWebchat } from './webchat.ts';

export type Channels = { [name: string]: Channel };

/** What the channels of an installation are made of. */
export type ChannelDeps = WebchatDeps;

/** The channels this installation talks on, by name: web chat, and those whose provider is configured. One line for each. */
export function createChannels(deps: ChannelDeps): Channels {
  const configured = [createWebchat(deps)];
  return Object.fromEntries(configured.map((channel) => [channel.name, channel as Channel]));
}
