import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';

/**
 * Where a customer can be reached, as far as it is known. Telephone numbers and addresses are no part of it. Times in
 * milliseconds since the epoch.
 */
export type Place = {
  channel: string;
  /** None where one is made only by calling. */
  conversation?: string;
  capabilities: ChannelCapabilities;
  /** The case's answers go there now. */
  current: boolean;
  /** It leads to an identifier that is proven to be this customer's alone. */
  proven: boolean;
  /** When the customer was last heard there; never, where we would begin. */
  heardAt?: number;
  /** How many of the customer's last messages came from there. */
  heard: number;
  /** Until when anything may be said there; left out where there is no such limit, or it is over. */
  openUntil?: number;
  /** Only an approved template can be sent there now. */
  byTemplate?: boolean;
  /** Why nothing can be sent there. */
  closed?: ClosedReason;
};

export type ClosedReason = 'opted-out' | 'window-closed' | 'not-proven';

export const closedReasons: { [Reason in ClosedReason]: string } = {
  'opted-out': 'The customer wants no messages there.',
  'window-closed': 'The customer last wrote there too long ago, and there is no approved template.',
  'not-proven': 'It is not proven that it is this customer’s alone.',
};

const titles: { [channel: string]: string } = {
  webchat: 'web chat',
  email: 'e-mail',
  sms: 'SMS',
  'plivo-sms': 'SMS',
  whatsapp: 'WhatsApp',
  voice: 'a call',
  messenger: 'Messenger',
  instagram: 'Instagram',
  telegram: 'Telegram',
};

/** A channel in the words of people. */
export function channelTitle(channel: string): string {
  return Object.hasOwn(titles, channel) ? (titles[channel] ?? channel) : channel;
}
