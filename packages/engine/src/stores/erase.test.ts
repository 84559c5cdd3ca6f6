import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { emptyState } from '@throughline/flow/state';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { ContentMissing } from './contents.ts';
import { verifyChain } from './journal-chain.ts';
import { KeyErased } from './keys.ts';
import { createProofs } from './proofs.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const secrets = ['Grüße von Ana', 'ana@example.com', '+447700900123', 'Ana Lima'];

/** A customer with a case that has something in every store. */
async function fill(identifier: string) {
  const { customers, cases, messages, inbox, outbox, journal, contents, feed } = database.stores;
  const [words, , phone, name] = secrets as [string, string, string, string];
  const caseId = randomUUID();
  const customer = await customers.findOrCreate({
    identifiers: [{ kind: 'email', value: identifier, level: 'verified', evidence: 'dkim' }],
    name,
    at: 1,
  });
  const who = { caseId, customerId: customer._id };
  const place = { channel: 'sms', conversation: phone };
  await customers.update(customer._id, { facts: { name } });
  await cases.create(
    caseRow(caseId, { customerId: customer._id, ...place, tags: [words], turn: 1, owner: 'nobody' }),
  );
  await cases.showMessage(caseId, { text: words, at: 1, from: 'customer' });
  await cases.saveSnapshot(caseId, 1, { ...emptyState(), values: { words } });
  for (const id of ['m1', 'm2'])
    await messages.add({ _id: `${caseId}:${id}`, ...who, ...place, from: 'customer', text: words, at: 1 });
  const payload = {
    ...place,
    providerMessageId: caseId,
    messageId: `${caseId}:m1`,
    text: words,
    at: 1,
    identifiers: [],
  };
  const { row } = await inbox.insert({
    ...place,
    providerMessageId: caseId,
    messageId: `${caseId}:m1`,
    payload,
    at: 1,
  });
  await inbox.attach(row._id, who);
  await inbox.acknowledge([`${caseId}:m1`], 1);
  await outbox.queue({ _id: `${caseId}:1:1`, ...who, ...place, from: 'bot', text: words, at: 1 });
  await journal.append(caseId, [
    {
      seq: 1,
      event: {
        id: 'e1',
        at: 1,
        actor: { kind: 'customer', id: customer._id },
        type: 'message.received',
        message: { id: `${caseId}:m1`, ...place, text: words, sentAt: 1 },
      },
      effects: [],
      decision: 'd',
    },
    {
      seq: 2,
      event: {
        id: 'e2',
        at: 2,
        actor: { kind: 'system' },
        type: 'node.done',
        run: 'answer#1',
        result: { port: 'ok', output: { words } },
      },
      effects: [],
      decision: 'd',
    },
  ]);
  await database.stores.caseQuestions.keep(caseId, 2, [
    { id: `${caseId}:2`, text: words, at: 2, outcome: 'not-sure', handedOver: false },
  ]);
  const content = await contents.keep(caseId, 'answer#1:body', { words });
  await feed.append({ key: caseId, topics: [`case:${caseId}`], type: 'typing', data: { words } });
  return { caseId, customerId: customer._id, content };
}

/** Everything that stands in the database, as somebody sees it who has its files. */
async function everything(): Promise<string> {
  const collections = await database.db.listCollections().toArray();
  const rows = await Promise.all(
    collections.map(({ name }) => database.db.collection(name).find().toArray()),
  );
  return JSON.stringify(rows);
}

it('erases a customer: nobody can read anything any more, and the chain still verifies', async () => {
  const { eraser, journal, contents, cases, keys, messages, customers } = database.stores;
  const erased = await fill('ana@example.com');
  const chain = (await journal.read(erased.caseId)).map(({ entry }) => entry);
  const before = await everything();
  for (const secret of secrets) expect(before).toContain(secret);

  expect(await eraser.eraseCustomer(erased.customerId, 5)).toEqual({ cases: [erased.caseId] });
  await eraser.eraseCustomer(erased.customerId, 5);

  const left = await everything();
  for (const secret of secrets) expect(left).not.toContain(secret);
  const records = await journal.read(erased.caseId);
  expect(records.map(({ entry }) => entry)).toEqual(chain);
  expect(records.every(({ content }) => content === undefined)).toBe(true);
  expect(verifyChain(chain, { seq: 2 })).toEqual({ ok: true, entries: 2 });
  await expect(contents.load(erased.content)).rejects.toThrow(ContentMissing);
  await expect(keys.get(erased.caseId)).rejects.toThrow(KeyErased);
  await expect(journal.append(erased.caseId, [])).resolves.toBeUndefined();
  expect(await cases.snapshot(erased.caseId)).toBeNull();
  const asked = await database.stores.caseQuestions.since(0, 10);
  expect(asked.map(({ caseId }) => caseId)).not.toContain(erased.caseId);
  expect(await database.db.collection('caseQuestions').countDocuments()).toBe(0);
  expect((await messages.byCase(erased.caseId)).map(({ text, erasedAt }) => ({ text, erasedAt }))).toEqual([
    { text: '', erasedAt: 5 },
    { text: '', erasedAt: 5 },
  ]);
  expect(await customers.findByIdentifier({ kind: 'email', value: 'ana@example.com' })).toBeNull();
});

it('leaves other customers and cases alone', async () => {
  const kept = await fill('bo@example.com');
  const erased = await fill('cy@example.com');
  await database.stores.eraser.eraseCustomer(erased.customerId, 5);
  expect(await database.stores.contents.load(kept.content)).toEqual({ words: secrets[0] });
  expect((await database.stores.journal.read(kept.caseId)).every(({ content }) => content)).toBe(true);
  const asked = await database.stores.caseQuestions.since(0, 10);
  expect(asked.map(({ caseId, text }) => [caseId, text])).toEqual([[kept.caseId, secrets[0]]]);
  expect((await database.stores.cases.snapshot(kept.caseId))?.state.values).toEqual({ words: secrets[0] });
  expect(
    (await database.stores.customers.findByIdentifier({ kind: 'email', value: 'bo@example.com' }))?._id,
  ).toBe(kept.customerId);
});

it('leaves nothing of who was merged, was a guest, or was sent a code', async () => {
  const { customers, eraser } = database.stores;
  const arrival = (value: string, name: string) => ({
    identifiers: [{ kind: 'email', value, level: 'verified' as const, evidence: 'dkim' }],
    name,
    at: 1,
  });
  const zora = await customers.findOrCreate(arrival('zora@example.com', 'Zora Quist'));
  const zo = await customers.findOrCreate(arrival('zo@quist.example', 'Zo Quist'));
  const grounds = { author: 'agent', reason: 'Zora Quist said so', evidence: 'zora@example.com', at: 1 };
  await customers.merge({ from: zo._id, into: zora._id, ...grounds });
  await customers.share({ kind: 'email', value: 'zora@example.com' }, undefined);
  const text = "I'm on my brother's phone";
  await customers.findOrCreate({ ...arrival('zo@quist.example', 'Zed Quist'), text, conversation: 'guest' });
  const guest = await database.db.collection('guests').findOne();
  const proofs = createProofs({
    db: database.db,
    masterKey: database.masterKey.bytes,
    customers,
    codes: { canSend: () => true, send: () => Promise.resolve() },
  });
  await proofs.start({ identifier: { kind: 'email', value: 'zora@example.com' }, customerId: zo._id, at: 1 });
  for (const id of [zora._id, String(guest?.['customerId'])]) await eraser.eraseCustomer(id, 5);

  const collections = await database.db.listCollections().toArray();
  for (const { name } of collections) {
    const rows = JSON.stringify(await database.db.collection(name).find().toArray()).toLowerCase();
    expect(rows, name).not.toMatch(/zora|quist/);
  }
  expect(await database.db.collection('guests').countDocuments()).toBe(0);
  expect(await database.db.collection('proofs').countDocuments()).toBe(0);
});

it('leaves nothing of a message that no case took, nor of why a merge was undone', async () => {
  const { customers, eraser, inbox } = database.stores;
  const phone = '+447700900777';
  const find = (value: string) =>
    customers.findOrCreate({
      identifiers: [{ kind: 'phone', value, level: 'verified', evidence: 'sms' }],
      at: 1,
    });
  const [ana, bob] = [await find(phone), await find('+447700900778')];
  const grounds = { author: 'agent', reason: '', evidence: '', at: 1 };
  const merged = await customers.merge({ from: ana._id, into: bob._id, ...grounds });
  if (!merged.ok) throw new Error(merged.code);
  const stop = { channel: 'sms', providerMessageId: 'stop-1', conversation: 'c', messageId: 'stop-1', at: 1 };
  const payload = { ...stop, text: 'STOP', identifiers: [], reach: { ours: 'us', theirs: phone } };
  const { row } = await inbox.insert({ ...stop, payload });
  await inbox.attach(row._id, { caseId: '', customerId: bob._id, cameTo: ana._id });
  await inbox.acknowledge(['stop-1'], 0);
  await customers.undoMerge(merged.merge._id, { author: 'agent', reason: 'Ana is not Bob Smith', at: 2 });

  await eraser.eraseCustomer(bob._id, 4);
  expect((await inbox.get(row._id))?.payload.text).toBe('STOP');
  await eraser.eraseCustomer(ana._id, 5);
  expect(JSON.stringify(await inbox.get(row._id))).not.toContain(phone);
  expect(JSON.stringify(await customers.mergesOf(ana._id))).not.toContain('Smith');
});

it('leaves a number to its next owner as if nobody had had it', async () => {
  const { customers, eraser } = database.stores;
  const day = 24 * 3_600_000;
  const phone = { kind: 'phone', value: '+447700900779' };
  const find = (at: number) =>
    customers.findOrCreate({
      identifiers: [{ ...phone, level: 'verified', evidence: 'sms' }],
      at,
      conversation: 'sms 779',
    });
  const before = await find(1);
  await find(100 * day);
  const other = await customers.findOrCreate({
    identifiers: [{ kind: 'email', value: 'claims@example.com', level: 'verified', evidence: 'dkim' }],
    at: 1,
  });
  await customers.claim({ ...phone, customerId: other._id, evidence: 'said', author: 'flow', at: 2 });
  await eraser.eraseCustomer(before._id, 800 * day);
  const next = await find(900 * day);
  expect((await find(900 * day + 1))._id).toBe(next._id);
  expect((await customers.identifiersOf(next._id))[0]?.level).toBe('verified');
});

it('keeps a key erased when a write races with the erasure', async () => {
  const { keys } = database.stores;
  const other = (await database.another()).stores;
  await keys.get('raced');
  await Promise.all([keys.erase('raced'), other.keys.get('raced').catch(() => undefined)]);
  await expect(keys.get('raced')).rejects.toThrow(KeyErased);
  const third = (await database.another()).stores;
  await expect(third.keys.get('raced')).rejects.toThrow(KeyErased);
});
