import type { ChannelsConfig } from '../../channel-config.ts';
import type { VoiceConfig } from '../../voice-config.ts';
import { createPlivoTelephony } from './plivo-telephony.ts';
import type { Telephony } from './telephony.ts';
import { createTwilioTelephony } from './twilio-telephony.ts';

export type ConfiguredTelephony = {
  telephony: Telephony;
  settings: VoiceConfig;
  /** Our number, in E.164. */
  from: string;
  /** Over a WebSocket; else turn by turn. */
  streamed: boolean;
};

/** The one provider that has the calls of an installation, if it takes calls. */
export function configuredTelephony({ twilio, plivo }: ChannelsConfig): ConfiguredTelephony | undefined {
  if (twilio?.voice && twilio.voiceFrom !== undefined) {
    const { mode, trustedTrunks: _, ...settings } = twilio.voice;
    const telephony = createTwilioTelephony(twilio);
    return { telephony, settings, from: twilio.voiceFrom, streamed: mode === 'relay' };
  }
  if (plivo?.voice && plivo.voiceFrom !== undefined) {
    const telephony = createPlivoTelephony(plivo);
    return { telephony, settings: plivo.voice, from: plivo.voiceFrom, streamed: false };
  }
  return undefined;
}
