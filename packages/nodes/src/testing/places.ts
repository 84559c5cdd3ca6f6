import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import type { Place } from '../place.ts';

/** What a channel can do, about as the real one of the name. */
export function capabilitiesOf(channel: string): ChannelCapabilities {
  return {
    maxTextLength: channel === 'email' ? 50_000 : channel === 'webchat' ? 8_000 : 1_600,
    choices: channel === 'voice' ? 'spoken' : channel === 'webchat' ? 'buttons' : 'numbers',
    maxChoices: 10,
    maxLabelLength: 100,
    sources: 'none',
    typing: false,
    receipts: 'none',
    attachments: channel !== 'voice',
    canOpen: channel !== 'webchat',
    spoken: channel === 'voice',
    ...(channel === 'webchat' && { live: true }),
  };
}

/** A place that is proven and open, where nothing was heard yet. */
export function placeOf(channel: string, more: Partial<Place> = {}): Place {
  const { spoken } = capabilitiesOf(channel);
  return {
    channel,
    ...(!spoken && { conversation: `${channel}-1` }),
    capabilities: capabilitiesOf(channel),
    ...{ current: false, proven: true, heard: 0 },
    ...more,
  };
}
