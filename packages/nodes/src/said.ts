import type { CustomerMessage } from '@throughline/flow/message';

/** What the customer said: the messages of a burst read as one. */
export function saidIn(messages: CustomerMessage[]): string {
  return messages
    .map(({ text }) => text.trim())
    .filter((text) => text !== '')
    .join('\n');
}

export function idsOf(messages: CustomerMessage[]): string[] {
  return messages.map(({ id }) => id);
}
