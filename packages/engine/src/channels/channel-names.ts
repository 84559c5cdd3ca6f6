import type { ChannelsConfig } from '../channel-config.ts';
import { configuredTelephony } from './voice/configured-telephony.ts';

/** The names of the channels that `createChannels` makes of a configuration, for who has no servers to make them with. */
export function channelNames(config: ChannelsConfig): string[] {
  const { twilio, plivo, telegram, meta, email } = config;
  const configured = {
    webchat: true,
    portal: true,
    email: email !== undefined,
    sms: twilio?.smsFrom !== undefined,
    whatsapp: twilio?.whatsappFrom !== undefined,
    'plivo-sms': plivo?.smsFrom !== undefined,
    telegram: telegram !== undefined,
    voice: configuredTelephony(config) !== undefined,
    messenger: meta !== undefined,
    instagram: meta?.instagramId !== undefined,
  };
  return Object.entries(configured).flatMap(([name, is]) => (is ? [name] : []));
}
