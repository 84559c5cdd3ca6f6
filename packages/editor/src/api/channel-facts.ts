import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';

/** `template`: what is said when the session window is over has an approved form. */
export type ChannelFacts = {
  name: string;
  title: string;
  capabilities: ChannelCapabilities;
  template: boolean;
};
