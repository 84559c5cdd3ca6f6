import type { Customer } from '@throughline/flow/message';
import type { Identifier, ProofAccess } from '../run-context.ts';

/** The proof names what it was asked for, and the code is always `123456`: who holds the identifier is who has it. */
export function createTestProofs(customers: (Customer & { identifiers?: Identifier[] })[]): ProofAccess {
  return {
    start: async ({ identifier: { kind, value } }) => ({ ok: true, proof: `${kind}:${value}` }),
    check: async ({ proof, code }) => {
      const holder = customers.find(({ identifiers = [] }) =>
        identifiers.some(({ kind, value, level }) => level === 'verified' && `${kind}:${value}` === proof),
      );
      return code === '123456' && holder
        ? { ok: true, customerId: holder.id }
        : { ok: false, code: 'wrong', triesLeft: 4 };
    },
  };
}
