import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { MatchStore } from './matches.ts';

let database: TestDatabase;
let matches: MatchStore;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  ({ matches } = database.stores);
});
afterAll(() => database?.drop());

const at = 1_700_000_000_000;
const hour = 3_600_000;
const account = () => ({ kind: 'account', value: randomUUID() });

async function visitor(more: { kind: string; value: string }[] = []): Promise<string> {
  const { customers } = database.stores;
  const browser = { kind: 'webchat', value: randomUUID(), level: 'verified' as const, evidence: 'token' };
  const { _id } = await customers.findOrCreate({ identifiers: [browser], at });
  for (const proven of more)
    await customers.claim({ ...proven, customerId: _id, level: 'verified', evidence: 'x', author: 'x', at });
  return _id;
}

const rule = {
  proves: true,
  merges: false,
  said: 'My account and postcode',
  evidence: { how: 'match-rule', run: 'match#1', rule: ['postcode'], messages: ['m1'] },
  author: 'flow:match#1',
  at,
};

const heldBy = async (customerId: string) =>
  (await database.stores.customers.identifiersOf(customerId))
    .filter(({ kind }) => kind !== 'webchat')
    .map(({ kind, level, evidence }) => ({ kind, level, evidence }));

describe('what agrees with another system', () => {
  it('links an identifier that nobody holds, with the rule, the run and the messages as evidence', async () => {
    const [ana, identifier] = [await visitor(), account()];
    const link = () => matches.link({ ...rule, customerId: ana, identifier });
    expect(await link()).toEqual({ known: true, customerId: ana, reason: 'linked' });
    expect(await link()).toEqual({ known: true, customerId: ana, reason: 'already' });
    expect(await heldBy(ana)).toEqual([{ kind: 'account', level: 'verified', evidence: rule.evidence }]);
    expect((await database.stores.customers.facts(ana)).verified).toBe(true);
  });

  it('is only a claim where the rule does not prove', async () => {
    const ana = await visitor();
    const linked = await matches.link({ ...rule, proves: false, customerId: ana, identifier: account() });
    expect(linked).toEqual({ known: false, customerId: ana, reason: 'not-proven' });
    expect(await heldBy(ana)).toMatchObject([{ level: 'claimed' }]);
    expect((await database.stores.customers.facts(ana)).verified).toBe(false);
  });

  it('attaches nobody to an account that another has proven, and suggests the two', async () => {
    const identifier = account();
    const [ana, bo] = [await visitor([identifier]), await visitor()];
    const linked = await matches.link({ ...rule, customerId: bo, identifier });
    expect(linked).toEqual({ known: false, customerId: bo, reason: 'held-by-another' });
    const { customers } = database.stores;
    expect((await customers.findByIdentifier(identifier))?._id).toBe(ana);
    expect(await customers.suggestionsFor(bo)).toMatchObject([
      { customerId: ana, reasons: [{ code: 'claims-verified', kind: 'account' }] },
    ]);
    // Ana's own sign-in leads to her as before.
    const contact = { identifiers: [{ ...identifier, level: 'verified' as const }], at };
    expect(await customers.decide(contact)).toMatchObject({ outcome: 'attach', customerId: ana });
  });

  it('merges the two where the rule says so, and that can be undone', async () => {
    const identifier = account();
    const [ana, bo] = [await visitor([identifier]), await visitor()];
    const linked = await matches.link({ ...rule, merges: true, customerId: bo, identifier });
    expect(linked).toEqual({ known: true, customerId: ana, reason: 'merged' });
    const { customers } = database.stores;
    const [merge] = await customers.mergesOf(ana);
    expect(merge).toMatchObject({ from: bo, into: ana, author: 'flow:match#1', evidence: rule.evidence });
    await customers.undoMerge(merge!._id, { author: 'a', reason: 'no', at });
    expect((await customers.get(bo))?._id).toBe(bo);
  });

  it('merges nobody who has proven an account of their own', async () => {
    const identifier = account();
    const bo = await visitor([account()]);
    await visitor([identifier]);
    const linked = await matches.link({ ...rule, merges: true, customerId: bo, identifier });
    expect(linked).toEqual({ known: false, customerId: bo, reason: 'has-another' });
  });

  it('leads to nobody by what is shared, may be another person’s by now, or is said to be another’s', async () => {
    const { customers } = database.stores;
    const reason = async (identifier: { kind: string; value: string }, more: object = {}) => {
      const bo = await visitor();
      const linked = await matches.link({ ...rule, merges: true, customerId: bo, identifier, ...more });
      return [linked.known, linked.reason, (await heldBy(bo)).map(({ level }) => level)];
    };
    const shared = account();
    await customers.share(shared, { author: 'ops', at });
    expect(await reason(shared)).toEqual([false, 'shared', ['claimed']]);

    const phone = { kind: 'phone', value: '+447700900456' };
    await customers.findOrCreate({ identifiers: [{ ...phone, level: 'verified', evidence: 'sms' }], at });
    const later = at + 500 * 24 * hour;
    expect(await reason(phone, { at: later })).toEqual([false, 'not-seen-for-long', ['claimed']]);

    const brothers = await reason(account(), { said: "I'm writing from my brother's account" });
    expect(brothers).toEqual([false, 'says-somebody-else', []]);
  });
});

describe('guessing', () => {
  const tried = { triesAnHour: 3, at };
  const some = () => ({
    customerId: randomUUID(),
    caseId: randomUUID(),
    identifier: account(),
    by: randomUUID(),
  });

  it.each(['customerId', 'caseId', 'identifier'] as const)(
    'ends after so many tries for one %s',
    async (same) => {
      const first = some();
      const next = () => matches.take({ ...tried, ...some(), [same]: first[same] });
      const answers = [await next(), await next(), await next(), await next()];
      expect(answers).toEqual([{ ok: true }, { ok: true }, { ok: true }, { ok: false, again: at + hour }]);
      expect(await matches.take({ ...tried, ...some(), [same]: first[same], at: at + hour })).toEqual({
        ok: true,
      });
    },
  );

  it('ends also when many are made at once', async () => {
    const { identifier } = some();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => matches.take({ ...tried, ...some(), identifier })),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
  });

  it('counts a run that is tried again once', async () => {
    const one = some();
    for (let i = 0; i < 5; i += 1) expect(await matches.take({ ...tried, ...one })).toEqual({ ok: true });
    const rows = await database.db.collection('proofSlots').find({}).toArray();
    expect(JSON.stringify(rows)).not.toContain(one.identifier.value);
  });
});
