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
const grounds = { author: 'agent:1', reason: 'Same voice, same order', evidence: 'order 4711', at };
const undone = { author: 'agent:2', reason: 'Two sisters', at: at + 100 };

type Person = { id: string; value: string; conversation: string; caseId: string };

/** A customer who has written by e-mail: with an open case, a message and a conversation, as the gateway makes them. */
async function person(name: string): Promise<Person> {
  const value = `${name.toLowerCase()}-${randomUUID()}@example.com`;
  const one = { value, conversation: randomUUID(), id: '', caseId: '' };
  const { id, caseId } = await writes(one, 1, name);
  return { ...one, id, caseId };
}

async function writes(
  { value, conversation }: Pick<Person, 'value' | 'conversation'>,
  n: number,
  name?: string,
) {
  const { customers, cases, messages, conversations } = database.stores;
  const identifiers = [{ kind: 'email', value, level: 'verified' as const, evidence: 'dmarc' }];
  const found = await customers.findOrCreate({
    identifiers,
    at: at + n,
    conversation,
    ...(name && { name }),
  });
  const { _id: customerId, cameTo } = found;
  const whose = { customerId, ...(cameTo !== undefined && { cameTo }) };
  const { caseId } = await customers.openCaseFor(cameTo ?? customerId, {
    newCaseId: randomUUID(),
    at: at + n,
    reopenWithinMs: 0,
    conversation,
  });
  const place = { channel: 'email', conversation };
  await cases.create(caseRow(caseId, { ...whose, ...place, openedAt: at + n, updatedAt: at + n }));
  const said = { _id: `${conversation}:${n}`, caseId, ...whose, ...place, text: `Hello ${n}`, at: at + n };
  await messages.add({ ...said, from: 'customer' });
  await conversations.heard({
    id: conversation,
    channel: 'email',
    ours: 'us',
    theirs: value,
    at: at + n,
    ...whose,
  });
  return { id: customerId, caseId };
}

/** Everything that screens and flows read of a customer. */
async function seen(id: string) {
  const { customers, cases, conversations } = database.stores;
  const row = await customers.get(id);
  const ids = await customers.idsOf(id);
  const { cases: listed } = await cases.list({ customerId: row?._id ?? '', limit: 100 });
  const talks = (await conversations.ofCustomer(row?._id ?? '')).map(({ _id }) => _id);
  return {
    id: row?._id,
    ids: ids.toSorted(),
    open: row?.open,
    lastClosed: row?.lastClosed,
    facts: await customers.facts(id),
    identifiers: (await customers.identifiersOf(id)).map(
      ({ kind, value, level }) => `${kind}:${value} ${level}`,
    ),
    cases: listed.map(({ _id }) => _id).toSorted(),
    conversations: talks.toSorted(),
    messages: await database.db.collection('messages').countDocuments({ customerId: row?._id ?? '' }),
  };
}

async function merge(from: Person, into: Person): Promise<string> {
  const merged = await database.stores.customers.merge({ from: from.id, into: into.id, ...grounds });
  if (!merged.ok) throw new Error(merged.code);
  return merged.merge._id;
}

describe('a merge', () => {
  it('makes two customers one, whichever id is asked for', async () => {
    const { customers } = database.stores;
    const [ana, anna] = [await person('Ana'), await person('Anna')];
    await customers.update(ana.id, { facts: { postcode: 'N1 5AB' } });
    await merge(ana, anna);
    const one = await seen(anna.id);
    expect(await seen(ana.id)).toEqual(one);
    expect(one.id).toBe(anna.id);
    expect(one.cases).toEqual([ana.caseId, anna.caseId].toSorted());
    expect(one.open?.map(({ caseId }) => caseId)).toEqual([anna.caseId, ana.caseId]);
    expect(one.identifiers).toEqual(
      [`email:${ana.value} verified`, `email:${anna.value} verified`].toSorted(),
    );
    expect(one.conversations).toEqual([ana.conversation, anna.conversation].toSorted());
    expect(one.facts).toMatchObject({ id: anna.id, name: 'Anna', facts: { postcode: 'N1 5AB' } });
    // Each conversation goes on with its own case.
    expect(await writes(ana, 2)).toEqual({ id: anna.id, caseId: ana.caseId });
    expect(await writes(anna, 2)).toEqual({ id: anna.id, caseId: anna.caseId });
    const [record] = await customers.mergesOf(ana.id);
    expect(record).toMatchObject({ from: ana.id, into: anna.id, ...grounds, state: 'merged' });
  });

  it('is undone as if it had not been', async () => {
    const { customers } = database.stores;
    const [ana, anna] = [await person('Ana'), await person('Anna')];
    const before = [await seen(ana.id), await seen(anna.id)];
    const id = await merge(ana, anna);
    expect(await customers.undoMerge(id, undone)).toMatchObject({
      ok: true,
      merge: { state: 'undone', undone },
    });
    expect([await seen(ana.id), await seen(anna.id)]).toEqual(before);
    expect((await customers.mergesOf(anna.id))[0]).toMatchObject({ ...grounds, undone });
    // Undone again, it stays undone, with who did it first.
    await customers.undoMerge(id, { ...undone, author: 'agent:3' });
    expect((await customers.mergesOf(ana.id))[0]?.undone).toEqual(undone);
  });

  it('leaves what came in between with the one whose identifier it came by', async () => {
    const { customers } = database.stores;
    const [ana, anna] = [await person('Ana'), await person('Anna')];
    const id = await merge(ana, anna);
    for (const one of [ana, anna]) await customers.closeCase(one.id, one.caseId, at + 10);
    const ofAna = await writes(ana, 11);
    await customers.closeCase(anna.id, ofAna.caseId, at + 12);
    const ofAnna = await writes(anna, 13);
    await customers.closeCase(ana.id, ofAnna.caseId, at + 14);
    const second = await writes(ana, 15);
    expect(new Set([ofAna.id, ofAnna.id, second.id])).toEqual(new Set([anna.id]));

    await customers.undoMerge(id, undone);
    expect(await seen(ana.id)).toMatchObject({
      id: ana.id,
      cases: [ana.caseId, ofAna.caseId, second.caseId].toSorted(),
      open: [{ caseId: second.caseId, at: at + 15 }],
      messages: 3,
    });
    expect(await seen(anna.id)).toMatchObject({
      id: anna.id,
      cases: [anna.caseId, ofAnna.caseId].toSorted(),
      open: [],
      lastClosed: { caseId: ofAnna.caseId, at: at + 14 },
      messages: 2,
    });
    // A case still knows its customer by the id of the time, and closes where it is listed.
    await customers.closeCase(anna.id, second.caseId, at + 20);
    expect((await seen(ana.id)).lastClosed).toEqual({ caseId: second.caseId, at: at + 20 });
    expect((await seen(anna.id)).lastClosed?.caseId).toBe(ofAnna.caseId);
  });

  it('takes along whoever turned out to be them before, and gives each back', async () => {
    const people = [await person('A'), await person('B'), await person('C')] as const;
    const [a, b, c] = people;
    const before = await Promise.all(people.map(({ id }) => seen(id)));
    const inner = await merge(a, b);
    const outer = await merge(b, c);
    const one = await seen(c.id);
    expect(one.cases).toHaveLength(3);
    for (const { id } of people) expect(await seen(id)).toEqual(one);
    // The inner first: it stands on nothing of the outer.
    await database.stores.customers.undoMerge(inner, undone);
    expect(await seen(a.id)).toEqual(before[0]);
    expect((await seen(b.id)).cases).toEqual([b.caseId, c.caseId].toSorted());
    await database.stores.customers.undoMerge(outer, undone);
    expect(await Promise.all(people.map(({ id }) => seen(id)))).toEqual(before);
  });

  it('refuses who is not there, and who is one already', async () => {
    const { customers } = database.stores;
    const [ana, anna] = [await person('Ana'), await person('Anna')];
    expect(await customers.merge({ from: ana.id, into: 'nobody', ...grounds })).toEqual({
      ok: false,
      code: 'unknown',
    });
    expect(await customers.merge({ from: ana.id, into: ana.id, ...grounds })).toEqual({
      ok: false,
      code: 'same',
    });
    const id = await merge(ana, anna);
    expect(await customers.merge({ from: ana.id, into: anna.id, ...grounds })).toMatchObject({
      ok: true,
      merge: { _id: id },
    });
    expect(await customers.merge({ from: anna.id, into: ana.id, ...grounds })).toEqual({
      ok: false,
      code: 'same',
    });
    expect(await customers.undoMerge('none', undone)).toEqual({ ok: false, code: 'unknown' });
  });

  it('stands on the grounds of who made it, also after another’s could not be made', async () => {
    const { customers } = database.stores;
    const [ana, anna] = [await person('Ana'), await person('Anna')];
    const rows = database.db.collection<{ _id: string }>('customers');
    const merging = { id: 'another', until: Date.now() + 60_000 };
    await rows.updateOne({ _id: anna.id }, { $set: { merging } });
    const request = { from: ana.id, into: anna.id };
    expect(await customers.merge({ ...request, ...grounds })).toEqual({ ok: false, code: 'busy' });
    await rows.updateOne({ _id: anna.id }, { $unset: { merging: '' } });
    const mine = { author: 'agent:9', reason: 'Same address', evidence: 'letter', at: at + 9 };
    expect(await customers.merge({ ...request, ...mine })).toMatchObject({ ok: true, merge: mine });
    expect(await customers.mergesOf(ana.id)).toMatchObject([mine]);
  });

  it('with one more goes on when the one before was stopped', async () => {
    const { customers } = database.stores;
    const [a, b, d] = [await person('A'), await person('B'), await person('D')];
    const id = await merge(a, b);
    await database.db
      .collection<{ _id: string }>('merges')
      .updateOne({ _id: id }, { $set: { state: 'begun' } });
    const merged = await customers.merge({ from: a.id, into: d.id, ...grounds });
    expect(merged).toMatchObject({ ok: true, merge: { from: b.id, into: d.id } });
    expect((await customers.get(a.id))?._id).toBe(d.id);
    expect((await customers.mergesOf(a.id)).map(({ state }) => state)).toEqual(['merged', 'merged']);
  });

  it('of two in both directions at once loses no case', async () => {
    for (let round = 0; round < 5; round++) {
      const [ana, anna] = [await person('Ana'), await person('Anna')];
      const { customers } = database.stores;
      const other = (await database.another()).stores.customers;
      await Promise.allSettled([
        customers.merge({ from: ana.id, into: anna.id, ...grounds }),
        other.merge({ from: anna.id, into: ana.id, ...grounds }),
      ]);
      const roots = new Set([(await customers.get(ana.id))?._id, (await customers.get(anna.id))?._id]);
      const open = (await Promise.all([...roots].map((id) => customers.get(id ?? '')))).flatMap(
        (row) => row?.open ?? [],
      );
      expect(new Set(open.map(({ caseId }) => caseId))).toEqual(new Set([ana.caseId, anna.caseId]));
      for (const one of [ana, anna]) expect((await writes(one, 2 + round)).caseId).toBe(one.caseId);
    }
  });

  it('and its undoing end as they should when they were stopped anywhere', async () => {
    const { customers } = database.stores;
    for (let writesLeft = 0, done = false; !done; writesLeft++) {
      expect(writesLeft).toBeLessThan(60);
      const [ana, anna] = [await person('Ana'), await person('Anna')];
      const before = [await seen(ana.id), await seen(anna.id)];
      const request = { from: ana.id, into: anna.id, ...grounds };
      const stopped = () => createCustomerStore(stopsAfter(database.db, writesLeft));
      const merged = await ended(stopped().merge(request));
      expect((await writes(ana, 2)).caseId, `after ${writesLeft} writes`).toBe(ana.caseId);
      expect(await customers.merge(request)).toMatchObject({ ok: true });
      expect(await seen(ana.id)).toEqual(await seen(anna.id));
      expect((await seen(ana.id)).cases).toEqual([ana.caseId, anna.caseId].toSorted());

      const [record] = await customers.mergesOf(ana.id);
      const undoneAtOnce = await ended(stopped().undoMerge(record!._id, undone));
      expect((await writes(ana, 3)).caseId, `undone after ${writesLeft} writes`).toBe(ana.caseId);
      await customers.undoMerge(record!._id, undone);
      const after = [await seen(ana.id), await seen(anna.id)];
      expect(after, `after ${writesLeft} writes`).toEqual([{ ...before[0]!, messages: 3 }, before[1]]);
      done = merged && undoneAtOnce;
    }
  });
});

function ended(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

describe('suggested merges', () => {
  const codes = async (id: string) =>
    (await database.stores.customers.suggestionsFor(id)).map(
      ({ customerId, reasons }) => [customerId, reasons.map(({ code }) => code)] as const,
    );

  it('name who proved what somebody else claims, from both sides', async () => {
    const { customers } = database.stores;
    const [ana, stranger] = [await person('Ana'), await person('Somebody')];
    await customers.claim({
      kind: 'email',
      value: ana.value.toUpperCase(),
      customerId: stranger.id,
      evidence: 'said',
      author: 'flow',
      at,
    });
    expect(await codes(stranger.id)).toEqual([[ana.id, ['claims-verified']]]);
    expect(await codes(ana.id)).toEqual([[stranger.id, ['verified-is-claimed']]]);
  });

  it('name who has the same name and postcode, however they are written', async () => {
    const { customers } = database.stores;
    const [one, other, elsewhere] = [await person('x'), await person('y'), await person('z')];
    await customers.update(one.id, { name: 'José Peña', facts: { postcode: 'n1 5ab' } });
    await customers.update(other.id, { name: 'PENA, Jose', facts: { zip: 'N15AB' } });
    await customers.update(elsewhere.id, { name: 'Jose Pena', facts: { postcode: 'N1 5AC' } });
    expect(await codes(one.id)).toEqual([[other.id, ['same-name-and-postcode']]]);
  });

  it('leave out who is one already, and who was parted', async () => {
    const { customers } = database.stores;
    const [ana, anna] = [await person('Ana'), await person('Anna')];
    await customers.claim({
      kind: 'email',
      value: ana.value,
      customerId: anna.id,
      evidence: '',
      author: 'f',
      at,
    });
    const id = await merge(ana, anna);
    expect(await codes(anna.id)).toEqual([]);
    await customers.undoMerge(id, undone);
    expect(await codes(anna.id)).toEqual([]);
  });

  it('leave out who was parted from the customer that the other turned out to be', async () => {
    const { customers } = database.stores;
    const [ana, root, other] = [await person('Ana'), await person('Root'), await person('Other')];
    await merge(ana, root);
    await customers.claim({
      kind: 'email',
      value: ana.value,
      customerId: other.id,
      evidence: '',
      author: 'f',
      at,
    });
    expect(await codes(other.id)).toEqual([[root.id, ['claims-verified']]]);
    await customers.undoMerge(await merge(other, root), undone);
    expect(await codes(other.id)).toEqual([]);
    expect(await codes(root.id)).toEqual([]);
  });

  it('stay quick, and the address usable, however many strangers claim it', async () => {
    const { customers } = database.stores;
    const ana = await person('Ana');
    const strangers = Array.from({ length: 60 }, () => randomUUID());
    await database.db
      .collection<{ _id: string }>('customers')
      .insertMany(strangers.map((_id) => ({ _id, createdAt: at, updatedAt: at, version: 0, open: [] })));
    const email = { kind: 'email', value: ana.value, evidence: 'said', author: 'flow', at };
    for (const customerId of strangers) await customers.claim({ ...email, customerId });
    const row = await database.db.collection('identifiers').findOne({ value: ana.value });
    expect(row?.['links']).toHaveLength(52);
    expect(await customers.identifiersOf(strangers.at(-1)!)).toHaveLength(1);
    // Who claimed it first keeps that, and so shows among the suggestions, whoever forges mails from it afterwards.
    expect(await customers.identifiersOf(strangers[0]!)).toHaveLength(1);
    expect(await customers.identifiersOf(strangers[1]!)).toEqual([]);
    expect(await customers.identifiersOf(ana.id)).toMatchObject([{ level: 'verified' }]);
    expect(await customers.suggestionsFor(ana.id)).toHaveLength(20);
  });
});
