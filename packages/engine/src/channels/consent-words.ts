const stop = /^(?:stop|stopall|unsubscribe|optout|revoke)$/i;
const start = /^(?:start|unstop)$/i;

/** The words by which carriers everywhere know that somebody wants no more text messages, or wants them again. */
export function consentOf(text: string): 'stop' | 'start' | undefined {
  if (stop.test(text)) return 'stop';
  return start.test(text) ? 'start' : undefined;
}
