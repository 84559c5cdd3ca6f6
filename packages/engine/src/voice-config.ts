import { z } from 'zod';
import { about, e164, list, text } from './config-fields.ts';

/** What calls need, whichever provider has them. */
export type VoiceConfig = {
  /** Who is called when the case waits for a person. */
  agentNumber?: string;
  /** Calls are recorded only with it. */
  recordingAnnouncement?: string;
};

export type TwilioVoiceConfig = VoiceConfig & {
  /** `gather`: turn by turn over HTTP. `relay`: streamed over a WebSocket, and the caller may interrupt. */
  mode: 'gather' | 'relay';
  /** SIP domains and trunks of the operator's own: what they say about a caller is believed. */
  trustedTrunks: string[];
};

export const twilioVoiceEnvironment = z.object({
  TWILIO_VOICE_FROM: from('Twilio', 'Our number for calls; turns voice on.'),
  TWILIO_VOICE_MODE: z
    .enum(['gather', 'relay'], 'is neither gather nor relay.')
    .default('gather')
    .meta(
      about(
        'Twilio',
        'How calls are talked: `gather` turn by turn (works everywhere), `relay` by ConversationRelay over a WebSocket, where the caller may interrupt.',
      ),
    ),
  TWILIO_VOICE_AGENT_NUMBER: agentNumber('Twilio'),
  TWILIO_VOICE_RECORDING_ANNOUNCEMENT: recordingAnnouncement('Twilio'),
  TWILIO_VOICE_TRUSTED_TRUNKS: list
    .default([])
    .meta(
      about(
        'Twilio',
        'SIP domains, SIP domain SIDs and trunk SIDs of your own, separated by commas: a caller’s number that comes through one of them counts as proven.',
        { example: 'pbx-example.sip.twilio.com' },
      ),
    ),
});

export const plivoVoiceEnvironment = z.object({
  PLIVO_VOICE_FROM: from(
    'Plivo',
    'Our number for calls; turns voice by Plivo on. Calls go by one provider only.',
  ),
  PLIVO_VOICE_AGENT_NUMBER: agentNumber('Plivo'),
  PLIVO_VOICE_RECORDING_ANNOUNCEMENT: recordingAnnouncement('Plivo'),
});

export const voicePairs = [
  ['TWILIO_VOICE_FROM', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_VOICE_AGENT_NUMBER', 'TWILIO_VOICE_FROM'],
  ['TWILIO_VOICE_RECORDING_ANNOUNCEMENT', 'TWILIO_VOICE_FROM'],
  ['TWILIO_VOICE_TRUSTED_TRUNKS', 'TWILIO_VOICE_FROM'],
  ['PLIVO_VOICE_FROM', 'PLIVO_AUTH_ID'],
  ['PLIVO_VOICE_AGENT_NUMBER', 'PLIVO_VOICE_FROM'],
  ['PLIVO_VOICE_RECORDING_ANNOUNCEMENT', 'PLIVO_VOICE_FROM'],
] as const;

/** Two providers would be one channel called voice, and half of its calls could not be answered. */
export const voiceChoices = [['TWILIO_VOICE_FROM', 'PLIVO_VOICE_FROM']] as const;

export function twilioVoiceOf(
  env: z.infer<typeof twilioVoiceEnvironment>,
): { voiceFrom: string; voice: TwilioVoiceConfig } | undefined {
  if (env.TWILIO_VOICE_FROM === undefined) return undefined;
  const { TWILIO_VOICE_MODE: mode, TWILIO_VOICE_TRUSTED_TRUNKS: trustedTrunks } = env;
  const shared = sharedOf(env.TWILIO_VOICE_AGENT_NUMBER, env.TWILIO_VOICE_RECORDING_ANNOUNCEMENT);
  return { voiceFrom: env.TWILIO_VOICE_FROM, voice: { mode, trustedTrunks, ...shared } };
}

export function plivoVoiceOf(
  env: z.infer<typeof plivoVoiceEnvironment>,
): { voiceFrom: string; voice: VoiceConfig } | undefined {
  if (env.PLIVO_VOICE_FROM === undefined) return undefined;
  const voice = sharedOf(env.PLIVO_VOICE_AGENT_NUMBER, env.PLIVO_VOICE_RECORDING_ANNOUNCEMENT);
  return { voiceFrom: env.PLIVO_VOICE_FROM, voice };
}

function sharedOf(number: string | undefined, announcement: string | undefined): VoiceConfig {
  return {
    ...(number !== undefined && { agentNumber: number }),
    ...(announcement !== undefined && { recordingAnnouncement: announcement }),
  };
}

function from(group: string, help: string) {
  return e164.optional().meta(about(group, help, { example: '+441632960000' }));
}

function agentNumber(group: string) {
  return e164
    .optional()
    .meta(
      about(
        group,
        'Who is called when the case of a caller waits for a person. Without it, the caller is told that a colleague will answer.',
        { example: '+441632960001' },
      ),
    );
}

function recordingAnnouncement(group: string) {
  return text
    .max(500, 'is longer than 500 characters.')
    .optional()
    .meta(
      about(group, 'What callers are told before their call is recorded. Without it, nothing is recorded.', {
        example: 'This call is recorded for training.',
      }),
    );
}
