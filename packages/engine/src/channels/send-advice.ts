import type { NodeError } from '@throughline/flow/node-result';
import type { ChannelSetup } from './channel-setup.ts';

/** What to do about a send that the provider did not take, in a sentence. */
export function sendAdvice({ code }: NodeError, { title, provider, required, docs }: ChannelSetup): string {
  const at = provider ?? title;
  const advice: { [code: string]: string } = {
    'channel.invalid-address':
      'Look at what you typed: is it complete, and can it get messages of this kind?',
    'channel.no-address': 'Write to us on this channel first, then try again.',
    'channel.opted-out': `Whoever has it said that they want no messages. Send START from there to ${title} first.`,
    'channel.not-allowed': `Allow the country in the console of ${at}, or use another number of ours.`,
    'channel.window-closed':
      'Write to us there first: it opens the session window. Or name an approved template, where the channel has them.',
    'channel.unconfirmed': `Look into the console of ${at}: it may have been sent. Then try again with a new test.`,
    'channel.undelivered': 'Is the telephone on and in reach? Try again in a moment.',
    'channel.unknown': `Set the channel up: ${required.join(', ')}.`,
  };
  const usual = `Check ${required.join(', ')} and the console of ${at}, and that this server may reach it. docs/${docs} says how it is set up.`;
  return advice[code] ?? usual;
}
