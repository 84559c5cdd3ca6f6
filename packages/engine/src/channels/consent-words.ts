/** What a text message is that carriers and providers act on by themselves: no more, again, or who is this. */
export type Consent = 'stop' | 'start' | 'help';

const stop = /^(?:stop|stopall|unsubscribe|optout|revoke)$/i;
const start = /^(?:start|unstop)$/i;
const smsStop = /^(?:cancel|end|quit)$/i;
const smsHelp = /^(?:help|info)$/i;

/** The words by which carriers everywhere know that somebody wants no more text messages, or wants them again. */
export function consentOf(text: string): 'stop' | 'start' | undefined {
  if (stop.test(text)) return 'stop';
  return start.test(text) ? 'start' : undefined;
}

/** With those for which Twilio blocks a number, or answers itself, when they stand alone in an SMS; it does not say that it did. */
export function smsConsentOf(text: string): Consent | undefined {
  if (smsStop.test(text)) return 'stop';
  return smsHelp.test(text) ? 'help' : consentOf(text);
}

/** Channels on which a word of the customer opens again what was stopped. */
const reopening = new Set(['sms', 'whatsapp', 'plivo-sms']);

/** The provider knows of a wish for no more messages that did not come to us, and another word of the customer will end it. */
export function isStoppedThere(channel: string, { code }: { code: string }): boolean {
  return code === 'channel.opted-out' && reopening.has(channel);
}
