import type { ChannelCapabilities } from './channel-capabilities.ts';

/** A channel that is set up. `template`: what is said too late there goes as an approved template. */
export type KnownChannel = {
  name: string;
  title: string;
  capabilities: ChannelCapabilities;
  template?: boolean;
};
