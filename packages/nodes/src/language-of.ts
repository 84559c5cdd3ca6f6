import type { RunInput } from '@throughline/flow/effect';

/** The language to speak with the customer. */
export function languageOf(input: Pick<RunInput, 'case' | 'customer' | 'messages' | 'languages'>): string {
  return (
    input.case.language ??
    input.customer.language ??
    input.messages.at(-1)?.language ??
    input.languages[0] ??
    'en'
  );
}
