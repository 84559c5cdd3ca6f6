import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { Stores } from './database.ts';

let database: TestDatabase;
let processes: Stores[];

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  processes = [database.stores, (await database.another()).stores];
});
afterAll(() => database.drop());

const at = 1_700_000_000_000;
const day = 24 * 3_600_000;
let last = 900_000;
const newNumber = () => `+44770${(last++).toString().padStart(7, '0')}`;

type Said = {
  text?: string;
  at?: number;
  conversation?: string;
  kind?: string;
  level?: 'verified' | 'claimed';
};

async function from(value: string, said: Said = {}, stores = database.stores): Promise<string> {
  const { kind = 'phone', level = 'verified', ...rest } = said;
  const identifiers = [{ kind, value, level, evidence: 'signed-webhook' }];
  return (await stores.customers.findOrCreate({ identifiers, at, conversation: `sms ${value}`, ...rest }))
    ._id;
}

const kinds = async (id: string) =>
  (await database.stores.customers.identifiersOf(id)).map(({ kind, level }) => `${kind} ${level}`);

describe('what the channel proves', () => {
  it('leads to one customer however it is written, and by WhatsApp as by SMS', async () => {
    const ana = await from('+525512345678');
    expect(await from('5215512345678', { kind: 'whatsapp' })).toBe(ana);
    const bo = await from('Bo.Berg+shop@googlemail.com', { kind: 'email' });
    expect(await from('boberg@gmail.com', { kind: 'email' })).toBe(bo);
    expect(
      (await database.stores.customers.findByIdentifier({ kind: 'email', value: 'b.o.berg@gmail.com' }))?._id,
    ).toBe(bo);
  });

  it('keeps a number that cannot be one', async () => {
    const short = await from('12345');
    expect(await from('+12345')).toBe(short);
  });

  it('does not lead from a claim to who proved it', async () => {
    const number = newNumber();
    const ana = await from(number);
    expect(await from(number, { level: 'claimed', conversation: 'other' })).not.toBe(ana);
  });
});

describe('an address that nothing proves', () => {
  const unproven = { kind: 'email', level: 'claimed' } as const;

  it('leads nobody to who claimed it in another conversation, whoever that turns out to be', async () => {
    const { customers } = database.stores;
    const address = `${randomUUID()}@example.com`;
    const claimant = await from(address, { ...unproven, conversation: address });
    expect(await from(address, { ...unproven, conversation: address, at: at + 1 })).toBe(claimant);
    const other = await from(address, { ...unproven, conversation: `${address} 2` });
    expect(other).not.toBe(claimant);
    expect(await customers.suggestionsFor(other)).toMatchObject([
      { customerId: claimant, reasons: [{ code: 'both-claim', kind: 'email', value: address }] },
    ]);
    const ana = await from(address, { kind: 'email', conversation: `${address} 3` });
    const grounds = { author: 'agent', reason: 'the same order', evidence: '', at };
    expect(await customers.merge({ from: claimant, into: ana, ...grounds })).toMatchObject({ ok: true });

    const stranger = await from(address, { ...unproven, conversation: `${address} 4` });
    expect([claimant, other, ana]).not.toContain(stranger);
    expect((await customers.facts(stranger)).verified).toBe(false);
    expect((await customers.suggestionsFor(stranger)).map(({ customerId }) => customerId)).toEqual([
      ana,
      other,
    ]);
    expect(
      await customers.decide({ identifiers: [{ ...unproven, value: address }], at }, `${address} 5`),
    ).toMatchObject({ outcome: 'guest', block: 'only-claimed' });
  });

  it('has one customer in a conversation, for any number of first messages at once', async () => {
    const number = newNumber();
    const said = { level: 'claimed', conversation: randomUUID() } as const;
    const found = await Promise.all(
      Array.from({ length: 20 }, (_, index) => from(number, said, processes[index % 2])),
    );
    expect(new Set(found).size).toBe(1);
  });

  it('goes on with who has proven themselves where they are, and nowhere else', async () => {
    const { customers } = database.stores;
    const [number, call] = [newNumber(), randomUUID()];
    const caller = await from(number, { level: 'claimed', conversation: call });
    await customers.openCaseFor(caller, { newCaseId: randomUUID(), at, reopenWithinMs: 0 });
    const ana = await from(newNumber());
    await customers.merge({ from: caller, into: ana, author: 'proof', reason: '', evidence: '', at });
    expect(await from(number, { level: 'claimed', conversation: call, at: at + 1 })).toBe(ana);
    expect(await from(number, { level: 'claimed', conversation: randomUUID(), at: at + 2 })).not.toBe(ana);
  });
});

describe('somebody at another person’s phone', () => {
  it('is not that person, goes on as themselves, and leaves the phone to its owner', async () => {
    const number = newNumber();
    const brother = await from(number);
    const text = "Hi, I'm writing from my brother's phone";
    const guest = await from(number, { text, at: at + 1 });
    expect(guest).not.toBe(brother);
    expect(await kinds(guest)).toEqual([]);
    expect(await from(number, { text: 'Can you help?', at: at + 2 })).toBe(guest);
    expect(await from(number, { text: 'Hello', at: at + 2 * day })).toBe(brother);
    expect(await from(number, { text, at: at + 3 * day })).not.toBe(guest);
  });

  it('claims it with no later word either, where nothing proves the number', async () => {
    const number = newNumber();
    const call = { level: 'claimed', conversation: randomUUID() } as const;
    const guest = await from(number, { ...call, text: "I'm calling from my brother's phone" });
    expect(await from(number, { ...call, text: 'Can you help?', at: at + 1 })).toBe(guest);
    expect(await kinds(guest)).toEqual([]);
  });

  it('goes on as themselves for as long as they have an open case', async () => {
    const { customers } = database.stores;
    const number = newNumber();
    const brother = await from(number);
    const guest = await from(number, { text: 'this is not my phone', at: at + 1 });
    const opened = await customers.openCaseFor(guest, { newCaseId: randomUUID(), at, reopenWithinMs: 0 });
    expect(await from(number, { at: at + 5 * day })).toBe(guest);
    await customers.closeCase(guest, opened.caseId, at + 5 * day);
    expect(await from(number, { at: at + 9 * day })).toBe(brother);
  });
});

describe('somebody who was recognised at another person’s phone', () => {
  const text = "I'm writing from my brother's phone";

  async function recognised() {
    const { customers } = database.stores;
    const number = newNumber();
    const [owner, bob] = [await from(number), await from(newNumber())];
    const guest = await from(number, { text });
    const own = await customers.openCaseFor(guest, { newCaseId: randomUUID(), at, reopenWithinMs: 0 });
    await customers.merge({ from: guest, into: bob, author: 'agent', reason: '', evidence: '', at });
    const other = { newCaseId: randomUUID(), at, reopenWithinMs: 0, separate: true };
    await customers.openCaseFor(bob, other);
    return { number, owner, bob, own: own.caseId };
  }

  it('goes on with their case there, and leaves the phone to its owner', async () => {
    const { number, owner, bob } = await recognised();
    expect(await from(number, { text: 'And when?', at: at + 1 })).toBe(bob);
    expect(await from(number, { text, at: at + 60 * day })).toBe(bob);
    expect(await from(number, { text: 'Where is my order?', at: at + 120 * day })).toBe(owner);
  });

  it('is nobody there once that case is closed, whatever else they have open', async () => {
    const { number, owner, bob, own } = await recognised();
    await database.stores.customers.closeCase(bob, own, at + 1);
    expect(await from(number, { text: 'Where is my order?', at: at + 2 })).toBe(owner);
    expect([owner, bob]).not.toContain(await from(number, { text, at: at + 3 }));
  });
});

describe('a shared number', () => {
  it('leads to nobody while it is shared; what comes is a claim and a suggestion', async () => {
    const { customers } = database.stores;
    const number = newNumber();
    const ana = await from(number);
    await customers.share({ kind: 'phone', value: number }, { author: 'ops', at });
    const somebody = await from(number, { at: at + 1 });
    expect(somebody).not.toBe(ana);
    expect(await kinds(somebody)).toEqual(['phone claimed']);
    expect((await customers.suggestionsFor(somebody)).map(({ customerId }) => customerId)).toEqual([ana]);
    expect((await customers.facts(somebody)).verified).toBe(false);
    await customers.share({ kind: 'phone', value: number }, undefined);
    expect(await from(number, { at: at + 2 })).toBe(ana);
  });

  it('has one new customer for any number of first messages at once', async () => {
    const number = newNumber();
    await database.stores.customers.share({ kind: 'phone', value: number }, { author: 'ops', at });
    const found = await Promise.all(
      Array.from({ length: 20 }, (_, index) => from(number, { at: at + index }, processes[index % 2])),
    );
    expect(new Set(found).size).toBe(1);
  });

  it('is one that two customers have proven, until they are one, or one has lost it', async () => {
    const { customers } = database.stores;
    const number = newNumber();
    const account = { kind: 'account', value: randomUUID(), level: 'verified' as const, evidence: 'page' };
    const phone = { kind: 'phone', value: number, level: 'verified' as const, evidence: 'sms' };
    const ana = await from(number);
    const bo = (await customers.findOrCreate({ identifiers: [account], at }))._id;
    for (const n of [1, 2]) await customers.findOrCreate({ identifiers: [account, phone], at: at + n });
    expect(await kinds(bo)).toEqual(['account verified', 'phone verified']);
    const somebody = await from(number, { at: at + 1 });
    expect([ana, bo]).not.toContain(somebody);
    const [first] = await customers.suggestionsFor(ana);
    expect(first).toMatchObject({ customerId: bo, reasons: [{ code: 'both-verified' }] });
    const suggested = (await customers.suggestionsFor(somebody)).map(({ customerId }) => customerId);
    expect(suggested.toSorted()).toEqual([ana, bo].toSorted());

    const grounds = { author: 'agent', reason: '', evidence: '', at };
    const merged = await customers.merge({ from: bo, into: ana, ...grounds });
    if (!merged.ok) throw new Error(merged.code);
    expect(await from(number, { at: at + 3 })).toBe(ana);
    await customers.undoMerge(merged.merge._id, { author: 'agent', reason: '', at });
    expect([ana, bo]).not.toContain(await from(number, { at: at + 4 }));
    await customers.unlink({ kind: 'phone', value: number, customerId: ana, author: 'agent', at });
    expect(await from(number, { at: at + 5 })).toBe(bo);
  });
});

describe('a number that nobody wrote from for long', () => {
  it('may be another person’s, who stays themselves, and gets it when the first has lost it', async () => {
    const { customers } = database.stores;
    const number = newNumber();
    const before = await from(number);
    expect(await from(number, { at: at + 399 * day })).toBe(before);
    const after = await from(number, { at: at + 800 * day });
    expect(after).not.toBe(before);
    expect(await from(number, { at: at + 900 * day })).toBe(after);
    await customers.unlink({ kind: 'phone', value: number, customerId: before, author: 'agent', at });
    expect(await from(number, { at: at + 901 * day })).toBe(after);
    expect(await kinds(after)).toEqual(['phone verified']);
  });

  it('is so after the time that a policy sets', async () => {
    const apart = await testDatabase(inject('mongodbUrl'));
    const change = { type: 'duration', title: 'Unseen', author: 'ops', at } as const;
    await apart.stores.policies.set({ name: 'identifierUnseenAfter', value: '30d', ...change });
    const number = newNumber();
    const before = await from(number, {}, apart.stores);
    expect(await from(number, { at: at + 31 * day }, apart.stores)).not.toBe(before);
    await apart.drop();
  });
});

describe('a withheld number', () => {
  it('is nobody, one for each call', async () => {
    const first = await from('anonymous', { conversation: 'call-1' });
    expect(await from('anonymous', { conversation: 'call-1', at: at + 1 })).toBe(first);
    expect(await from('+266696687', { conversation: 'call-2' })).not.toBe(first);
    expect(await kinds(first)).toEqual([]);
    expect((await database.stores.customers.facts(first)).verified).toBe(false);
  });
});
