import type { Channel } from './channel.ts';
import type { WebchatDeps } from './webchat.ts';
import { createWebchat } from './webchat.ts';

/** The channels this installation talks on, by name. One line for each. */
export function createChannels(deps: WebchatDeps): { [name: string]: Channel } {
  return Object.fromEntries([createWebchat(deps)].map((channel) => [channel.name, channel as Channel]));
}
