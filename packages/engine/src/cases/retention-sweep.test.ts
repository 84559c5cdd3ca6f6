import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { createEraser } from '../stores/erase.ts';
import { workflowIdOf } from '../temporal/case-handle.ts';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import { caseRow } from '../testing/case-row.ts';
import { dyingAt } from '../testing/dying-database.ts';
import type { RetentionSweepDeps } from './retention-sweep.ts';
import { createRetentionSweep } from './retention-sweep.ts';

const dayMs = 24 * 3_600_000;
const agent = { id: 'ana', name: 'Ana' };
const log = pino({ level: 'silent' });

let runtime: CaseRuntime;
let visitor = '';
/** Days from now. */
let later = 0;

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async ({ messages }) => ({
      port: 'done',
      say: [{ text: `You said: ${messages.map(({ text }) => text).join(' ')}` }],
    }),
  });
});
afterAll(() => runtime?.close());

beforeEach(async () => {
  visitor = randomUUID();
  await keep({ caseDays: 30 });
  // Nothing of the test before is counted.
  later = 36_000;
  const { stores } = runtime;
  await sweeper({ stores: { ...stores, users: { ...stores.users, log: () => Promise.resolve() } } })();
  later = 0;
});

async function keep({ caseDays, customersToo = true }: { caseDays: number | null; customersToo?: boolean }) {
  const { retention } = runtime.stores;
  const { version } = await retention.get();
  const settings = { caseDays, customersToo, mailDays: 30, feedDays: 7 };
  expect(await retention.set(settings, { author: 'ada', at: Date.now(), version })).toEqual({ ok: true });
}

function sweeper(deps: Partial<RetentionSweepDeps> = {}) {
  const { stores, gateway } = runtime;
  return createRetentionSweep({ stores, gateway, log, now: () => Date.now() + later * dayMs, ...deps });
}

async function openCase(text = 'My kettle leaks'): Promise<string> {
  const { caseId } = await runtime.say(text, { visitor });
  await eventually(
    () => runtime.heard(visitor),
    (texts) => texts.length >= 1,
  );
  return caseId;
}

async function closedCase(text?: string): Promise<string> {
  const caseId = await openCase(text);
  for (const type of ['claim', 'close'] as const)
    expect(await runtime.gateway.act(caseId, { action: randomUUID(), type, agent })).toEqual({ ok: true });
  await runtime.temporal.workflow.getHandle(workflowIdOf(caseId)).result();
  await eventually(
    () => runtime.stores.cases.get(caseId),
    (row) => row?.owner === 'nobody',
  );
  return caseId;
}

/** What the record of changes has of the last sweep. */
async function recorded() {
  const { retention, users } = runtime.stores;
  const at = (await retention.get()).lastSweep?.at;
  const entries = await users.logged({ kind: 'retention', limit: 100 });
  return entries.find((entry) => entry.action === 'retention.sweep' && entry.at === at);
}

const textsOf = async (caseId: string) =>
  (await runtime.stores.messages.lastOfCase(caseId, 10)).map(({ text }) => text).filter(Boolean);

it('erases closed cases and their customers once they were kept long enough, and writes it down', async () => {
  const { cases, customers, users } = runtime.stores;
  const closed = await closedCase();
  const { customerId } = (await cases.get(closed))!;
  visitor = randomUUID();
  const open = await openCase('Where is my parcel?');

  later = 29;
  expect(await sweeper()()).toMatchObject({ cases: 0, left: false });
  expect(await textsOf(closed)).toContain('My kettle leaks');

  later = 31;
  expect(await sweeper()()).toMatchObject({ cases: 1, customers: 1 });
  expect(await textsOf(closed)).toEqual([]);
  expect(await cases.get(closed)).toMatchObject({ erasedAt: expect.any(Number) });
  expect(await cases.get(closed)).not.toHaveProperty('retiring');
  expect((await customers.get(customerId))?.erasedAt).toBeDefined();
  expect((await runtime.stores.journal.read(closed)).length).toBeGreaterThan(2);

  later = 10_000;
  expect(await sweeper()()).toMatchObject({ cases: 0 });
  expect(await textsOf(open)).toContain('Where is my parcel?');
  const [logged] = await users.logged({ kind: 'retention', limit: 1 });
  expect(logged).toMatchObject({
    actor: 'system',
    action: 'retention.sweep',
    details: { cases: 1, customers: 1 },
  });
  expect((await runtime.stores.retention.get()).lastSweep).toMatchObject({ cases: 0 });
});

it('keeps who a customer is while a case of theirs is kept, or where that was chosen', async () => {
  const { cases, customers } = runtime.stores;
  const closed = await closedCase();
  const { customerId } = (await cases.get(closed))!;
  await keep({ caseDays: 30, customersToo: false });
  later = 31;
  expect(await sweeper()()).toMatchObject({ cases: 1, customers: 0 });
  expect((await customers.get(customerId))?.erasedAt).toBeUndefined();
  // They write again: a case that is open keeps them too.
  await openCase('Hello again');
  await keep({ caseDays: 30 });
  expect(await sweeper()()).toMatchObject({ cases: 0, customers: 0 });
  expect((await customers.get(customerId))?.erasedAt).toBeUndefined();
});

it('does not touch a case that was opened again, nor one that goes on in an open one', async () => {
  const { cases, caseLinks } = runtime.stores;
  const again = await closedCase();
  const { caseId } = await runtime.say('It still leaks', { visitor });
  expect(caseId).toBe(again);
  visitor = randomUUID();
  const joined = await closedCase('The same issue');
  visitor = randomUUID();
  const into = await openCase('The issue');
  const relatedTo = async (id: string) => (id === joined ? [joined, into] : caseLinks.relatedTo(id));
  later = 400;
  const stores = { ...runtime.stores, caseLinks: { ...caseLinks, relatedTo } };
  expect(await sweeper({ stores })()).toMatchObject({ cases: 0 });
  for (const id of [again, joined, into]) expect((await cases.get(id))?.erasedAt).toBeUndefined();
  // Tidied up for the tests that follow.
  await sweeper()();
});

it('goes on where it was stopped, whatever had been done by then', async () => {
  const { cases, eraser, keys } = runtime.stores;
  const closed = await closedCase();
  later = 31;
  const stopped = { ...eraser, eraseCase: () => Promise.reject(new Error('the process was killed')) };
  const stores = { ...runtime.stores, eraser: stopped };
  expect(await sweeper({ stores })()).toMatchObject({ cases: 0, failed: 1 });
  expect(await textsOf(closed)).toContain('My kettle leaks');
  // What the customer writes meanwhile is not erased with it.
  const { caseId } = await runtime.say('Are you there?', { visitor });
  expect(caseId).not.toBe(closed);
  expect(await sweeper()()).toMatchObject({ cases: 1, customers: 0 });
  expect(await textsOf(closed)).toEqual([]);
  expect(await textsOf(caseId)).toContain('Are you there?');
  expect(await cases.get(closed)).not.toHaveProperty('retiring');
  await expect(keys.get(closed)).rejects.toThrow('was erased');
});

it('gives a case back that somebody wrote to before the sweep was killed', async () => {
  const { cases, customers } = runtime.stores;
  const closed = await closedCase();
  const { customerId } = (await cases.get(closed))!;
  later = 31;
  // As far as it came: the case was taken, and at the same moment put back among the open ones.
  const at = Date.now() + later * dayMs;
  expect(await cases.retire(closed, at, at)).toBe(true);
  await customers.reopenCase(customerId, closed, at);
  expect(await sweeper()()).toMatchObject({ cases: 0, customers: 0, failed: 0 });
  expect(await cases.get(closed)).not.toHaveProperty('erasedAt');
  expect(await textsOf(closed)).toContain('My kettle leaks');
  await customers.closeCase(customerId, closed, at);
});

it('is done by one process at a time, in bounded batches', async () => {
  const closed: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    visitor = randomUUID();
    closed.push(await closedCase());
  }
  later = 31;
  const both = await Promise.all([sweeper({ batch: 2 })(), sweeper({ batch: 2 })()]);
  expect(both.filter((one) => one !== undefined)).toMatchObject([{ cases: 2, left: true }]);
  expect(await sweeper({ batch: 2 })()).toMatchObject({ cases: 1, left: false });
  for (const id of closed) expect(await textsOf(id)).toEqual([]);
});

it('erases nothing while cases are kept for ever', async () => {
  await closedCase();
  await keep({ caseDays: null });
  later = 36_000;
  expect(await sweeper()()).toMatchObject({ cases: 0 });
});

it('goes on with the others where one cannot be erased, says so, and tries it again', async () => {
  const { eraser, retention } = runtime.stores;
  const closed = [await closedCase()];
  for (let n = 0; n < 2; n += 1) {
    visitor = randomUUID();
    closed.push(await closedCase());
  }
  const broken = closed[0]!;
  const stores = {
    ...runtime.stores,
    eraser: {
      ...eraser,
      eraseCase: (id: string, at: number) =>
        id === broken ? Promise.reject(new Error('no access')) : eraser.eraseCase(id, at),
    },
  };
  const errors: unknown[] = [];
  const telling = { info: () => undefined, error: (facts: unknown) => void errors.push(facts) };
  later = 31;
  const swept = { cases: 2, customers: 2, failed: 1, left: false };
  expect(await sweeper({ stores, log: telling })()).toMatchObject(swept);
  expect(errors).toMatchObject([{ caseId: broken }]);
  expect((await retention.get()).lastSweep).toMatchObject(swept);
  expect((await recorded())?.details).toMatchObject({ cases: 2, customers: 2, failed: 1 });
  expect(await textsOf(broken)).toContain('My kettle leaks');

  // The batch is not used up by what fails again and again, and is not written into the record again.
  visitor = randomUUID();
  closed.push(await closedCase());
  expect(await sweeper({ stores, batch: 1 })()).toMatchObject({ cases: 1, failed: 1 });
  expect(await sweeper({ stores })()).toMatchObject({ cases: 0, failed: 1 });
  expect(await recorded()).toBeUndefined();
  expect(await sweeper()()).toMatchObject({ cases: 1, failed: 0 });
  for (const id of closed) expect(await textsOf(id)).toEqual([]);
});

it('writes down what it erased before the database failed', async () => {
  const { cases, retention } = runtime.stores;
  const closed = await closedCase();
  async function* failing(before: number) {
    for await (const row of cases.closedBefore(before)) yield row;
    throw new Error('the database is away');
  }
  const told: unknown[] = [];
  const telling = { info: (facts: unknown) => void told.push(facts), error: () => undefined };
  later = 31;
  const stores = { ...runtime.stores, cases: { ...cases, closedBefore: failing } };
  await expect(sweeper({ stores, log: telling })()).rejects.toThrow('away');
  expect(await textsOf(closed)).toEqual([]);
  expect(told).toMatchObject([{ cases: 1, customers: 1 }]);
  expect((await retention.get()).lastSweep).toMatchObject({ cases: 1, customers: 1, left: true });
  expect((await recorded())?.details).toMatchObject({ cases: 1, customers: 1 });
});

it.each([
  ['turned off', { caseDays: null }],
  ['made longer', { caseDays: 60 }],
])('stops when it is %s meanwhile', async (_, next) => {
  const { eraser } = runtime.stores;
  const closed = [await closedCase()];
  visitor = randomUUID();
  closed.push(await closedCase());
  const stores = {
    ...runtime.stores,
    eraser: {
      ...eraser,
      eraseCase: async (id: string, at: number) => {
        await eraser.eraseCase(id, at);
        await keep(next);
      },
    },
  };
  later = 31;
  expect(await sweeper({ stores })()).toMatchObject({ cases: 1, left: false });
  expect(await textsOf(closed[1]!)).toContain('My kettle leaks');
  await keep({ caseDays: 30 });
  expect(await sweeper()()).toMatchObject({ cases: 1 });
});

it('completes the erasure of a customer that was killed, also while cases are kept for ever', async () => {
  const { cases, customers, files, keys } = runtime.stores;
  const closed = await closedCase();
  const { customerId } = (await cases.get(closed))!;
  const dying = createEraser(dyingAt(runtime.database.db, 'guests'), keys, files);
  await expect(dying.eraseCustomer(customerId, Date.now())).rejects.toThrow('killed');
  await keep({ caseDays: null });
  expect(await sweeper()()).toMatchObject({ cases: 0, customers: 1 });
  expect((await customers.get(customerId))?.erasedAt).toBeDefined();
  expect(await textsOf(closed)).toEqual([]);
});

/** Somebody who was found by an identifier then, and has no case. */
async function found(daysAgo: number): Promise<string> {
  const at = Date.now() - daysAgo * dayMs;
  const email = { kind: 'email', value: `${randomUUID()}@example.com`, level: 'verified' as const };
  const identifiers = [{ ...email, evidence: 'dkim' }];
  return (await runtime.stores.customers.findOrCreate({ identifiers, at }))._id;
}
const isErased = async (id: string) => {
  const rows = runtime.database.db.collection<{ _id: string; erasedAt?: number }>('customers');
  return (await rows.findOne({ _id: id }))?.erasedAt !== undefined;
};

it('erases customers who lost their last case in another way, once nothing was heard of them for as long', async () => {
  const { cases, eraser } = runtime.stores;
  const closed = await closedCase();
  const { customerId } = (await cases.get(closed))!;
  await eraser.eraseCase(closed, Date.now());
  await keep({ caseDays: 30, customersToo: false });
  later = 31;
  expect(await sweeper()()).toMatchObject({ cases: 0, customers: 0 });
  await keep({ caseDays: 30 });
  later = 29;
  expect(await sweeper()()).toMatchObject({ cases: 0, customers: 0 });
  later = 31;
  expect(await sweeper()()).toMatchObject({ cases: 0, customers: 1, left: false });
  expect(await isErased(customerId)).toBe(true);
});

it('keeps customers without a case who are new, or were heard of, or have one that is kept', async () => {
  const { cases, conversations, customers, portalSessions } = runtime.stores;
  const grounds = { author: 'agent', reason: 'one person', evidence: '', at: Date.now() };
  const fresh = await found(29);
  const [heard, linked, seen, signedIn, old, oldToo, kept] = await Promise.all(
    Array.from({ length: 7 }, () => found(40)),
  );
  await conversations.heard({
    ...{ id: randomUUID(), channel: 'sms', customerId: heard!, ours: '1', theirs: '2', at: Date.now() },
  });
  const claim = { kind: 'email', value: 'new@example.com', evidence: 'said', author: 'flow', at: Date.now() };
  await customers.claim({ ...claim, customerId: linked! });
  const [{ value } = { value: '' }] = await customers.identifiersOf(seen!);
  await customers.findOrCreate({
    ...{ identifiers: [{ kind: 'email', value, level: 'verified', evidence: 'dkim' }], at: Date.now() },
  });
  await portalSessions.create({ customerId: signedIn!, identifier: 'x', at: Date.now(), ttlMs: dayMs });
  await cases.create(caseRow(randomUUID(), { customerId: kept!, owner: 'nobody', closedAt: Date.now() }));
  const merged = await found(40);
  await customers.merge({ from: merged, into: old!, ...grounds, at: Date.now() - 35 * dayMs });

  expect(await sweeper()()).toMatchObject({ cases: 0, customers: 2, failed: 0 });
  for (const id of [old!, merged, oldToo!]) expect(await isErased(id)).toBe(true);
  for (const id of [fresh, heard!, linked!, seen!, signedIn!, kept!]) expect(await isErased(id)).toBe(false);
});

it('looks at so many customers in one sweep, and goes on behind them in the next', async () => {
  const ids = await Promise.all([50, 45, 40].map(found));
  const erased = () => Promise.all(ids.map(isErased));
  const few = () => sweeper({ looks: 1 })();
  expect(await few()).toMatchObject({ customers: 1 });
  expect(await erased()).toEqual([true, false, false]);
  expect(await few()).toMatchObject({ customers: 1 });
  expect(await few()).toMatchObject({ customers: 1 });
  expect(await erased()).toEqual([true, true, true]);
  // Having come to the end, it begins again.
  await few();
  const another = await found(60);
  await few();
  expect(await isErased(another)).toBe(true);
});
