import { usualPatience } from '../channels/voice/call-settings.ts';
import { configuredTelephony } from '../channels/voice/configured-telephony.ts';
import { createVoiceCalls } from '../channels/voice/voice-calls.ts';
import { createConversationIds } from '../crypto/derived-ids.ts';
import type { RouteDeps } from './app-deps.ts';
import { chatProfile } from './chat-profile.ts';
import type { Metrics } from './metrics.ts';

export type ConfiguredCalls = ReturnType<typeof createVoiceCalls>;

/** The calls of the one provider that is set up for them; undefined where none is. */
export function configuredCalls(deps: RouteDeps, metrics: Metrics): ConfiguredCalls | undefined {
  const { config, stores, patience = usualPatience } = deps;
  const { twilio, plivo } = config.channels;
  const configured = configuredTelephony(config.channels);
  if (!configured) return undefined;
  const { telephony, settings, streamed } = configured;
  const smsFrom = twilio?.smsFrom ?? plivo?.smsFrom;
  return createVoiceCalls({
    ...deps,
    telephony,
    conversationIds: createConversationIds(config.masterKey.bytes),
    settings: { ...settings, streamed, patience },
    ...(smsFrom !== undefined && 'sms' in deps.channels && { smsFrom }),
    publicUrl: config.publicUrl,
    languages: async () => (await chatProfile(stores, config.flowId)).languages,
    metrics,
  });
}
