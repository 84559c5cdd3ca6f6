import { expect } from 'vitest';
import { monday } from '../testing/given.ts';
import { describeNode } from '../testing/describe-node.ts';
import { runSendCode } from './send-code.run.ts';
import { sendCode } from './send-code.ts';

const email = { kind: 'email', value: 'ana@example.com' };
const stranger = (...claims: { kind: string; value: string }[]) => [
  {
    id: 'customer-1',
    verified: false,
    identifiers: [
      { kind: 'webchat', value: 'v1', level: 'verified' as const },
      ...claims.map((claim) => ({ ...claim, level: 'claimed' as const })),
    ],
  },
];

describeNode({
  declaration: sendCode,
  runner: runSendCode,
  cases: [
    {
      name: 'goes to what was claimed, in the language of the case, and the digits stand nowhere',
      config: {},
      given: { language: 'de' },
      world: { customers: stranger(email) },
      port: 'sent',
      expect: (result, context) => {
        expect(result.output).toEqual({ proof: 'email:ana@example.com', kind: 'email', minutes: 0 });
        expect(context.calls.at(-1)).toEqual({
          access: 'proofs.start',
          with: { customerId: 'customer-1', identifier: email, language: 'de' },
        });
      },
    },
    {
      name: 'goes by the kind that is named first',
      config: { to: ['phone', 'email'] },
      world: { customers: stranger(email, { kind: 'phone', value: '+447700900123' }) },
      port: 'sent',
      expect: (result) => expect(result.output).toMatchObject({ kind: 'phone' }),
    },
    {
      name: 'what is proven already, or of another kind, needs no code',
      config: { to: ['phone'] },
      world: { customers: stranger(email) },
      port: 'nothing-claimed',
    },
    {
      name: 'there is an end to codes',
      config: {},
      world: {
        customers: stranger(email),
        proofs: { start: async () => ({ ok: false, code: 'limited', again: monday + 90_000 }) },
      },
      port: 'limited',
      expect: (result) => expect(result.output).toMatchObject({ minutes: 2 }),
    },
    {
      name: 'fails where no channel brings it',
      config: {},
      world: {
        customers: stranger(email),
        proofs: { start: async () => ({ ok: false, code: 'no-channel' }) },
      },
      fails: 'code.no-channel',
    },
  ],
});
