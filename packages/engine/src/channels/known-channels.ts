import type { KnownChannel as Known } from '@throughline/flow/known-channel';
import type { ChannelsConfig } from '../channel-config.ts';
import type { ChannelDeps, Channels } from './index.ts';
import { createChannels } from './index.ts';

export type KnownChannel = Known & { template: boolean };

/** What flows have to know of the channels. */
export function knownChannels(channels: Channels): KnownChannel[] {
  return Object.values(channels).map(({ name, title, capabilities, ends }) => ({
    ...{ name, title, capabilities },
    template: ends?.template === true,
  }));
}

/** The same of a configuration, for who has no servers to talk on channels with. */
export function configuredChannels(config: ChannelsConfig): KnownChannel[] {
  // They are asked what they can do, and nothing else.
  const silent = { config, publicUrl: '', ...(config.email && { email: { config: config.email } }) };
  return knownChannels(createChannels(silent as ChannelDeps));
}
