import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { Stores } from './database.ts';

let database: TestDatabase;
let processes: Stores[];

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  processes = [database.stores, (await database.another()).stores, (await database.another()).stores];
});
afterAll(() => database.drop());

const at = 1_700_000_000_000;
const ana = (level: 'verified' | 'claimed' = 'verified') => ({
  kind: 'email',
  value: 'ana@example.com',
  level,
  evidence: 'dkim',
});
const oneOf = (index: number): Stores => processes[index % processes.length] ?? database.stores;

describe('customers', () => {
  it('finds one customer for any number of first messages at once', async () => {
    const visitor = {
      kind: 'webchat',
      value: randomUUID(),
      level: 'verified' as const,
      evidence: 'signed-visitor-token',
    };
    const found = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        oneOf(index).customers.findOrCreate({ identifiers: [visitor], at }),
      ),
    );
    expect(new Set(found.map((row) => row._id)).size).toBe(1);
    expect(await database.db.collection('customers').countDocuments({ _id: found[0]!._id as never })).toBe(1);
  });

  it('never leads from a claim to the customer who proved the identifier', async () => {
    const { customers } = database.stores;
    const proven = await customers.findOrCreate({ identifiers: [ana()], at, name: 'Ana' });
    const said = { identifiers: [ana('claimed')], at, conversation: 'one thread' };
    const claimed = await customers.findOrCreate(said);
    expect(claimed._id).not.toBe(proven._id);
    expect((await customers.findOrCreate(said))._id).toBe(claimed._id);
    const elsewhere = await customers.findOrCreate({ ...said, conversation: 'another thread' });
    expect([proven._id, claimed._id]).not.toContain(elsewhere._id);
    expect((await customers.findByIdentifier(ana()))?._id).toBe(proven._id);
    expect(await customers.facts(proven._id)).toEqual({ id: proven._id, name: 'Ana', verified: true });
    expect((await customers.facts(claimed._id)).verified).toBe(false);
  });

  it('links further identifiers as claims, says who holds one already, and undoes a link', async () => {
    const { customers } = database.stores;
    const account = { kind: 'account', value: '4711' };
    const first = await customers.findOrCreate({
      identifiers: [
        { kind: 'webchat', value: 'v1', level: 'verified', evidence: 'token' },
        { ...account, level: 'verified', evidence: 'typed' },
      ],
      at,
    });
    expect(await customers.findByIdentifier(account)).toBeNull();
    const proof = { evidence: { code: 'ok' }, author: 'flow:identity#1', at };
    expect(await customers.claim({ ...account, ...proof, customerId: first._id, level: 'verified' })).toBe(
      'linked',
    );
    const other = await customers.findOrCreate({
      identifiers: [{ kind: 'webchat', value: 'v2', level: 'verified', evidence: 't' }],
      at,
    });
    expect(await customers.claim({ ...account, ...proof, customerId: other._id, level: 'verified' })).toBe(
      'held-by-another',
    );
    expect(
      (await customers.identifiersOf(first._id)).map(({ kind, value, level }) => `${kind}:${value} ${level}`),
    ).toEqual(['account:4711 verified', 'webchat:v1 verified']);
    await customers.unlink({ ...account, customerId: first._id, author: 'agent:1', at });
    expect(await customers.findByIdentifier(account)).toBeNull();
    expect((await customers.identifiersOf(first._id)).map(({ kind }) => kind)).toEqual(['webchat']);
    expect(await customers.claim({ ...account, ...proof, customerId: other._id, level: 'verified' })).toBe(
      'linked',
    );
  });

  it('merges facts by name', async () => {
    const { customers } = database.stores;
    const { _id } = await customers.findOrCreate({
      identifiers: [{ kind: 'webchat', value: 'facts', level: 'verified', evidence: 't' }],
      at,
    });
    await customers.update(_id, { name: 'Bo', facts: { plan: 'pro' } });
    await customers.update(_id, { facts: { orders: 3 } });
    expect(await customers.facts(_id)).toEqual({
      id: _id,
      name: 'Bo',
      // A browser is known again, and says nothing of who sits at it.
      verified: false,
      facts: { plan: 'pro', orders: 3 },
    });
  });
});

describe('open cases', () => {
  const newCustomer = async () =>
    (
      await database.stores.customers.findOrCreate({
        identifiers: [{ kind: 'webchat', value: randomUUID(), level: 'verified', evidence: 't' }],
        at,
      })
    )._id;

  it('opens one case for 50 first messages at once', async () => {
    const customerId = await newCustomer();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        oneOf(index).customers.openCaseFor(customerId, { newCaseId: `case-${index}`, at, reopenWithinMs: 0 }),
      ),
    );
    expect(new Set(answers.map(({ caseId }) => caseId)).size).toBe(1);
    expect(answers.filter(({ opened }) => opened)).toHaveLength(1);
    expect((await database.stores.customers.get(customerId))?.open).toHaveLength(1);
  });

  it('reopens the case that was closed a while ago, once, and a new one after that', async () => {
    const { customers } = database.stores;
    const customerId = await newCustomer();
    const request = { newCaseId: 'first', at, reopenWithinMs: 1_000 };
    await customers.openCaseFor(customerId, request);
    await customers.closeCase(customerId, 'first', at + 10);
    await customers.closeCase(customerId, 'first', at + 999);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        oneOf(index).customers.openCaseFor(customerId, {
          ...request,
          newCaseId: `n${index}`,
          at: at + 1_010,
        }),
      ),
    );
    expect(new Set(answers.map(({ caseId }) => caseId))).toEqual(new Set(['first']));
    expect(answers.filter(({ reopen }) => reopen)).toHaveLength(1);
    await customers.closeCase(customerId, 'first', at + 2_000);
    const later = await customers.openCaseFor(customerId, {
      ...request,
      newCaseId: 'second',
      at: at + 3_001,
    });
    expect(later).toEqual({ caseId: 'second', opened: true, reopen: false });
  });

  it('opens one case for those who all read the customer before', async () => {
    const { customers } = database.stores;
    const customerId = await newCustomer();
    const known = (await customers.get(customerId))!;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        oneOf(index).customers.openCaseFor(customerId, {
          ...{ newCaseId: `k${index}`, at, reopenWithinMs: 0, known },
        }),
      ),
    );
    expect(new Set(answers.map(({ caseId }) => caseId)).size).toBe(1);
    expect(answers.filter(({ opened }) => opened)).toHaveLength(1);
  });

  it('puts a case back that is spoken to after it was closed, once', async () => {
    const { customers } = database.stores;
    const customerId = await newCustomer();
    await customers.openCaseFor(customerId, { newCaseId: 'one', at, reopenWithinMs: 0 });
    await customers.closeCase(customerId, 'one', at);
    await customers.reopenCase(customerId, 'one', at);
    await customers.reopenCase(customerId, 'one', at);
    expect((await customers.get(customerId))?.open.map(({ caseId }) => caseId)).toEqual(['one']);
  });
});
