import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { stopsAfter } from '../testing/stops-after.ts';
import { createCustomerStore } from './customers.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const at = 1_700_000_000_000;
const webchat = (value: string) => ({
  kind: 'webchat',
  value,
  level: 'verified' as const,
  evidence: 'signed-visitor-token',
});
const accountOf = (value: string) => ({
  kind: 'account',
  value,
  level: 'verified' as const,
  evidence: 'signed-host-page',
});

/** A customer with an open case in which one thing was said. */
async function withCase(identifier: ReturnType<typeof webchat>, conversation: string = randomUUID()) {
  const { customers, cases, messages } = database.stores;
  const customer = await customers.findOrCreate({ identifiers: [identifier], at });
  const { caseId } = await customers.openCaseFor(customer._id, {
    newCaseId: randomUUID(),
    at,
    reopenWithinMs: 0,
  });
  const place = { channel: 'webchat', conversation };
  await cases.create(caseRow(caseId, { customerId: customer._id, ...place, openedAt: at, updatedAt: at }));
  const message = {
    caseId,
    customerId: customer._id,
    ...place,
    from: 'customer' as const,
    text: 'Hello',
    at,
  };
  await messages.add({ ...message, _id: `${conversation}:1` });
  return { id: customer._id, caseId, conversation };
}

async function visitorWithCase() {
  const browser = randomUUID();
  return { browser, ...(await withCase(webchat(browser))) };
}

const named = async (customerId: string) =>
  (await database.stores.customers.identifiersOf(customerId)).map(
    ({ kind, value, level }) => `${kind}:${value} ${level}`,
  );

describe('signing in at a browser', () => {
  it('joins nothing where nothing was said', async () => {
    const { customers } = database.stores;
    const place = { browser: randomUUID(), conversation: randomUUID() };
    expect(await customers.signIn({ ...place, account: 'silent', at })).toBe('nothing-said');
    expect(await customers.findByIdentifier({ kind: 'account', value: 'silent' })).toBeNull();
    expect(await customers.accountAt(place.browser)).toBeUndefined();
  });

  it('makes the visitor the customer whose account nobody held', async () => {
    const { customers } = database.stores;
    const { id, browser, conversation } = await visitorWithCase();
    expect((await customers.facts(id)).verified).toBe(false);
    const signIn = { browser, conversation, account: 'new', name: 'Ana', at };
    expect(await customers.signIn(signIn)).toBe('joined');
    expect(await customers.signIn(signIn)).toBe('joined');
    expect(await customers.facts(id)).toEqual({ id, name: 'Ana', verified: true });
    expect((await customers.findByIdentifier({ kind: 'account', value: 'new' }))?._id).toBe(id);
    expect(await customers.accountAt(browser)).toBe('new');
  });

  it('gives case, messages and identifiers to the customer who holds the account', async () => {
    const { customers, cases, messages } = database.stores;
    const account = accountOf(randomUUID());
    const holder = await withCase(account as ReturnType<typeof webchat>);
    const { id, browser, conversation, caseId } = await visitorWithCase();
    const email = { kind: 'email', value: `${browser}@example.com` };
    await customers.claim({ ...email, customerId: id, evidence: 'said', author: 'flow', at });
    expect(await customers.signIn({ browser, conversation, account: account.value, at })).toBe('joined');

    expect((await cases.get(caseId))?.customerId).toBe(holder.id);
    expect((await messages.byCase(caseId)).map(({ customerId }) => customerId)).toEqual([holder.id]);
    expect(await named(holder.id)).toEqual([
      `account:${account.value} verified`,
      `email:${email.value} claimed`,
      `webchat:${browser} verified`,
    ]);
    // The case, which goes on under the id it opened with, finds who it is now.
    expect(await customers.facts(id)).toEqual({ id: holder.id, verified: true });
    expect((await customers.get(id))?._id).toBe(holder.id);
    expect(await named(id)).toEqual(await named(holder.id));
    const again = await customers.findOrCreate({ identifiers: [webchat(browser)], at });
    expect(again._id).toBe(holder.id);

    // Each conversation goes on with its own case, until that is closed.
    const request = { newCaseId: 'none', at, reopenWithinMs: 0 };
    const goesTo = async (from: string) =>
      (await customers.openCaseFor(holder.id, { ...request, conversation: from })).caseId;
    expect(await goesTo(conversation)).toBe(caseId);
    expect(await goesTo(holder.conversation)).toBe(holder.caseId);
    await customers.closeCase(holder.id, holder.caseId, at);
    expect(await goesTo(holder.conversation)).toBe(caseId);
    await customers.closeCase(id, caseId, at + 1);
    expect(await customers.get(holder.id)).toMatchObject({ open: [], lastClosed: { caseId, at: at + 1 } });
  });

  it('gives it to the first account alone, however many ask at once', async () => {
    const { customers } = database.stores;
    const { browser, conversation } = await visitorWithCase();
    const accounts = Array.from({ length: 8 }, () => randomUUID());
    const others = [await database.another(), await database.another()];
    const outcomes = await Promise.all(
      accounts.map((account, index) =>
        (others[index % 3]?.stores ?? database.stores).customers.signIn({
          browser,
          conversation,
          account,
          at,
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'joined')).toHaveLength(1);
    const winner = accounts[outcomes.indexOf('joined')] ?? '';
    expect(await customers.accountAt(browser)).toBe(winner);
    for (const account of accounts.filter((one) => one !== winner)) {
      expect(await customers.signIn({ browser, conversation, account, at })).toBe('of-another');
      expect(await customers.findByIdentifier({ kind: 'account', value: account })).toBeNull();
    }
  });

  it('ends as it should when it was stopped anywhere, and begun again', async () => {
    const { customers, cases } = database.stores;
    for (let writes = 0, done = false; !done; writes++) {
      expect(writes).toBeLessThan(40);
      const account = accountOf(randomUUID());
      const holder = await customers.findOrCreate({ identifiers: [account], at });
      const { id, browser, conversation, caseId } = await visitorWithCase();
      await customers.claim({
        kind: 'email',
        value: `${browser}@example.com`,
        customerId: id,
        evidence: 'said',
        author: 'flow',
        at,
      });
      const signIn = { browser, conversation, account: account.value, name: 'Ana', at };
      const stopped = createCustomerStore(stopsAfter(database.db, writes));
      done = await stopped.signIn(signIn).then(
        () => true,
        () => false,
      );
      // Wherever it stands, the case is somebody's, and what is said next goes to it.
      const said = await customers.findOrCreate({ identifiers: [webchat(browser)], at });
      const next = { newCaseId: 'none', at, reopenWithinMs: 0, conversation };
      expect((await customers.openCaseFor(said._id, next)).caseId, `after ${writes} writes`).toBe(caseId);

      expect(await customers.signIn(signIn)).toBe('joined');
      expect(await customers.get(id)).toMatchObject({ _id: holder._id, name: 'Ana' });
      expect((await cases.get(caseId))?.customerId).toBe(holder._id);
      expect((await customers.get(holder._id))?.open.map((open) => open.caseId)).toEqual([caseId]);
      expect(await named(holder._id), `after ${writes} writes`).toEqual([
        `account:${account.value} verified`,
        `email:${browser}@example.com claimed`,
        `webchat:${browser} verified`,
      ]);
    }
  });

  it('is undone like any merge, and not done again by signing in', async () => {
    const { customers } = database.stores;
    const account = accountOf(randomUUID());
    const holder = await withCase(account as ReturnType<typeof webchat>);
    const { id, browser, conversation, caseId } = await visitorWithCase();
    const signIn = { browser, conversation, account: account.value, at };
    expect(await customers.signIn(signIn)).toBe('joined');
    const [merge] = await customers.mergesOf(holder.id);
    expect(merge).toMatchObject({ from: id, into: holder.id, author: 'sign-in', state: 'merged' });
    const [logged] = await database.stores.users.logged({ subject: holder.id, limit: 10 });
    expect(logged).toMatchObject({ actor: 'sign-in', action: 'customer.merge', outcome: 'done' });
    expect(JSON.stringify(logged)).not.toContain(account.value);
    const told = await database.db
      .collection('feed')
      .find({ topics: `case:${caseId}` })
      .toArray();
    expect(told).toMatchObject([{ type: 'case.changed' }]);
    await customers.undoMerge(merge!._id, { author: 'agent', reason: 'two people, one tablet', at });
    expect((await customers.get(id))?.open.map((open) => open.caseId)).toEqual([caseId]);
    expect((await customers.facts(id)).verified).toBe(false);
    expect(await customers.signIn(signIn)).toBe('of-another');
    expect((await customers.get(id))?._id).toBe(id);
  });

  it('does not join who was parted from the customer that the account’s holder turned out to be', async () => {
    const { customers } = database.stores;
    const account = accountOf(randomUUID());
    const holder = await customers.findOrCreate({ identifiers: [account], at });
    const root = await withCase(webchat(randomUUID()));
    const { id, browser, conversation } = await visitorWithCase();
    const grounds = { author: 'agent', reason: 'one person', evidence: '', at };
    await customers.merge({ from: holder._id, into: root.id, ...grounds });
    const merged = await customers.merge({ from: id, into: holder._id, ...grounds });
    if (!merged.ok) throw new Error(merged.code);
    await customers.undoMerge(merged.merge._id, { author: 'agent', reason: 'two people', at });
    expect(await customers.signIn({ browser, conversation, account: account.value, at })).toBe('of-another');
    expect((await customers.get(id))?._id).toBe(id);
    expect(await customers.suggestionsFor(id)).toEqual([]);
  });

  it('is erased with the customer, under every id', async () => {
    const { customers, eraser, cases } = database.stores;
    const account = accountOf(randomUUID());
    const holder = await customers.findOrCreate({ identifiers: [account], at });
    const { id, browser, conversation, caseId } = await visitorWithCase();
    await customers.update(id, { name: 'Ana Lima' });
    await customers.signIn({ browser, conversation, account: account.value, at });
    await customers.closeCase(holder._id, caseId, at);
    await cases.project(caseId, 1, { owner: 'nobody' });
    expect(await eraser.eraseCustomer(holder._id, at)).toEqual({ cases: [caseId] });
    expect((await cases.get(caseId))?.erasedAt).toBe(at);
    const rows = await database.db.collection('customers').find({ name: 'Ana Lima' }).toArray();
    expect(rows).toEqual([]);
    expect(await database.db.collection('identifiers').countDocuments({ value: browser })).toBe(0);
  });
});
