import { readFileSync } from 'node:fs';
import { contactSetSchema, evaluateContacts } from '@throughline/engine/identity/evaluate-contacts';
import { describe, expect, it } from 'vitest';

const set = contactSetSchema.parse(
  JSON.parse(readFileSync(new URL('contacts.json', import.meta.url), 'utf8')),
);

describe('the contacts of the evaluation set', () => {
  it('are at least 150, each once, about people who are there', () => {
    expect(set.contacts.length).toBeGreaterThanOrEqual(150);
    expect(new Set(set.contacts.map(({ id }) => id)).size).toBe(set.contacts.length);
    const people = new Set(
      [...set.customers, ...set.contacts.flatMap(({ guest }) => guest ?? [])].map(({ id }) => id),
    );
    const named = set.contacts.flatMap(({ person, suggest, ask }) => [
      ...(person ? [person] : []),
      ...suggest,
      ...ask,
    ]);
    expect(named.filter((id) => !people.has(id))).toEqual([]);
  });

  it('are never taken for somebody else, and seldom missed', () => {
    const { contacts, summary } = evaluateContacts(set);
    expect(contacts.filter(({ wrong }) => wrong).map(({ contact }) => contact.id)).toEqual([]);
    expect(summary.missedShare).toBeLessThanOrEqual(0.05);
    expect(summary.missedLeads).toBe(0);
  });

  it('would show a rule that attaches too much, or too little', () => {
    const swapped = {
      ...set,
      contacts: set.contacts.map((one) => ({ ...one, person: one.person === 'ana' ? 'ben' : one.person })),
    };
    const { summary } = evaluateContacts(swapped);
    expect(summary.wrongMerges).toBeGreaterThan(5);
    expect(summary.missedMatches).toBeGreaterThan(5);
  });
});
