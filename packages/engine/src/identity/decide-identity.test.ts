import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contact, Guest, KnownIdentifier } from './decide-identity.ts';
import { decideIdentity } from './decide-identity.ts';

const at = 1_700_000_000_000;
const day = 24 * 3_600_000;

const customer = fc.constantFrom('ana', 'bo', 'cy');
const identifier = fc.record({
  kind: fc.constantFrom('phone', 'email', 'webchat', 'account'),
  value: fc.constantFrom('+447700900101', '+447700900102', 'ana@example.com', 'x', 'anonymous'),
  level: fc.constantFrom('verified' as const, 'claimed' as const),
});
const row = fc.record(
  {
    verified: customer,
    claimedBy: fc.array(customer, { maxLength: 2 }),
    shared: fc.boolean(),
    provenBy: fc.array(customer, { maxLength: 2 }),
    seenAt: fc.constantFrom(at, at - 399 * day, at - 401 * day),
  },
  { requiredKeys: [] },
);
const guest = fc.option(
  fc.record({
    customerId: fc.constantFrom('g1', 'g2'),
    reason: fc.constantFrom('shared' as const, 'says-somebody-else' as const, 'not-seen-for-long' as const),
    heardAt: fc.constantFrom(at, at - 2 * day),
    hasOpenCase: fc.boolean(),
    isKnown: fc.boolean(),
  }),
  { nil: undefined },
);
const text = fc.constantFrom(
  '',
  'Hello',
  "I'm on my brother's phone",
  "I'm using my brother's account",
  'It is ana@example.com, +447700900102',
);

function check(
  holds: (contact: Contact, rows: Map<string, KnownIdentifier>, guest: Guest | undefined) => void,
) {
  fc.assert(
    fc.property(
      fc.array(identifier, { minLength: 1, maxLength: 4 }),
      fc.array(row, { minLength: 20, maxLength: 20 }),
      text,
      guest,
      (identifiers, rows, said, there) => {
        const values = ['+447700900101', '+447700900102', 'ana@example.com', 'x', 'anonymous'];
        const names = ['phone', 'email', 'webchat', 'account'].flatMap((kind) =>
          values.map((value) => `${kind}:${value}`),
        );
        const known = new Map(names.map((name, index) => [name, rows[index] ?? {}]));
        holds({ identifiers, text: said, at }, known, there);
      },
    ),
    { numRuns: 2_000 },
  );
}

const decide = (contact: Contact, known: Map<string, KnownIdentifier>, there: Guest | undefined) =>
  decideIdentity(contact, { known: ({ kind, value }) => known.get(`${kind}:${value}`), guest: there });

describe('who a contact is', () => {
  it('is only ever who has proven what the channel proves', () => {
    check((contact, known, there) => {
      const { outcome, own, customerId } = decide(contact, known, there);
      if (outcome === 'guest') return;
      expect(contact.identifiers).toContainEqual(own);
      expect(own?.level).toBe('verified');
      const holder = known.get(`${own!.kind}:${own!.value}`)?.verified;
      expect(outcome === 'attach' && holder !== customerId).toBe(false);
    });
  });

  it('is nobody known where something speaks against it', () => {
    check((contact, known, there) => {
      const { outcome, own, customerId } = decide(contact, known, there);
      const isAttached = outcome === 'attach';
      expect(isAttached && contact.text?.includes("brother's account")).toBeFalsy();
      const isPhone = contact.text?.includes("brother's phone");
      expect(isAttached && isPhone && own?.kind !== 'account').toBeFalsy();
      const isOver = there?.isKnown && !there.hasOpenCase;
      expect(outcome === 'guest' && isOver && customerId !== undefined).toBeFalsy();
      expect(outcome === 'guest' && ![undefined, there?.customerId].includes(customerId)).toBe(false);
      const held = own && known.get(`${own.kind}:${own.value}`);
      expect(isAttached && held?.shared).toBeFalsy();
      expect(isAttached && held?.provenBy?.some((id) => id !== customerId)).toBeFalsy();
      const isOld = held?.seenAt !== undefined && at - held.seenAt > 400 * day;
      expect(isAttached && isOld && (own?.kind === 'phone' || own?.kind === 'email')).toBe(false);
    });
  });

  it('claims and texts change neither who it is nor what is opened', () => {
    check((contact, known, there) => {
      if (contact.text?.includes('brother')) return;
      const plain = { identifiers: contact.identifiers, at };
      const withClaim = {
        ...contact,
        identifiers: [
          ...contact.identifiers,
          { kind: 'email', value: 'bo@example.com', level: 'claimed' as const },
        ],
      };
      const isSame = (one: Contact) => {
        const { outcome, customerId } = decide(one, known, there);
        return { outcome, customerId };
      };
      expect(isSame(contact)).toEqual(isSame(plain));
      if (decide(contact, known, there).block === 'withheld') return;
      expect(isSame(withClaim)).toEqual(isSame(contact));
    });
  });

  it('is who signed in, whosever the laptop is', () => {
    const account = { kind: 'account', value: 'x', level: 'verified' as const };
    const browser = { kind: 'webchat', value: 'x', level: 'verified' as const };
    const known = new Map([['account:x', { verified: 'ana' }]]);
    const said = { identifiers: [browser, account], text: "I'm using my wife's laptop", at };
    expect(decide(said, known, undefined)).toMatchObject({
      outcome: 'attach',
      customerId: 'ana',
      claims: [],
    });
  });

  it('asks for codes only to what leads to one customer', () => {
    check((contact, known, there) => {
      for (const { customerId, identifier } of decide(contact, known, there).ask) {
        const held = known.get(`${identifier.kind}:${identifier.value}`);
        expect(held?.verified).toBe(customerId);
        expect(held?.shared ?? false).toBe(false);
      }
    });
  });
});
