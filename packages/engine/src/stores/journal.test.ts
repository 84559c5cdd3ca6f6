import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { JournalDraft } from '../sandbox/contract.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { verifyChain, verifyContent } from './journal-chain.ts';
import type { Stores } from './database.ts';
import { JournalGap } from './journal.ts';

let database: TestDatabase;
let processes: Stores[];

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  processes = [database.stores, (await database.another()).stores];
});
afterAll(() => database.drop());

const draft = (seq: number, text = `note ${seq}`): JournalDraft => ({
  seq,
  event: {
    id: `e${seq}`,
    at: 1_000 + seq,
    actor: { kind: 'agent', id: 'a1', name: 'Al' },
    type: 'agent.noted',
    text,
  },
  effects: [{ type: 'note', text, actor: { kind: 'agent', id: 'a1', name: 'Al' } }],
  decision: `decision ${seq}`,
});
const drafts = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => draft(from + index));
const chainOf = async (caseId: string) =>
  (await database.stores.journal.read(caseId)).map(({ entry }) => entry);

describe('journal', () => {
  it('gives back what was told, with a chain and contents that verify', async () => {
    const { journal } = database.stores;
    const caseId = randomUUID();
    expect(await journal.append(caseId, drafts(1, 3))).toBeUndefined();
    expect(await journal.append(caseId, drafts(4, 5))).toBeUndefined();
    const records = await journal.read(caseId);
    expect(
      records.map(({ entry, content }) => ({
        seq: entry.seq,
        event: content?.event,
        effects: content?.effects,
        decision: content?.decision,
      })),
    ).toEqual(drafts(1, 5));
    expect(
      verifyChain(
        records.map(({ entry }) => entry),
        { seq: 5 },
      ),
    ).toEqual({ ok: true, entries: 5 });
    for (const { entry, content } of records) expect(verifyContent(entry, content!).ok).toBe(true);
    expect((await journal.read(caseId, { from: 2, to: 3 })).map(({ entry }) => entry.seq)).toEqual([2, 3]);
    expect((await journal.last(caseId))?.seq).toBe(5);
    expect(await journal.last('nobody')).toBeNull();
  });

  it('is the same chain when everything is appended twice, at once, from two processes', async () => {
    const once = randomUUID();
    await database.stores.journal.append(once, drafts(1, 6));
    const before = await chainOf(once);
    await database.stores.journal.append(once, drafts(1, 6));
    await database.stores.journal.append(once, drafts(3, 4));
    expect(await chainOf(once)).toEqual(before);

    const raced = randomUUID();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => processes[index % 2]!.journal.append(raced, drafts(1, 6))),
    );
    const chain = await chainOf(raced);
    expect(verifyChain(chain, { seq: 6 })).toEqual({ ok: true, entries: 6 });
  });

  it('goes on where a crash stopped it in the middle of a batch', async () => {
    const caseId = randomUUID();
    await database.stores.journal.append(caseId, drafts(1, 4));
    // As if the process had died after the contents of 3 and 4, before their entries.
    await database.db.collection('journal').deleteMany({ caseId, seq: { $gt: 2 } });
    expect(await processes[1]!.journal.append(caseId, drafts(2, 5))).toBeUndefined();
    expect(verifyChain(await chainOf(caseId), { seq: 5 })).toEqual({ ok: true, entries: 5 });
  });

  it('keeps what was told first, and returns it to who tells it differently', async () => {
    const { journal } = database.stores;
    const caseId = randomUUID();
    await journal.append(caseId, drafts(1, 4));
    const before = await chainOf(caseId);
    expect(await journal.append(caseId, [draft(2), draft(3, 'told anew')])).toEqual(drafts(2, 4));
    expect(await journal.append(caseId, [{ ...draft(4), decision: 'decided anew' }, draft(5)])).toEqual([
      draft(4),
    ]);
    expect(await chainOf(caseId)).toEqual(before);
  });

  it('lets one telling stand when many different ones race, and all learn which', async () => {
    const caseId = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        processes[index % 2]!.journal.append(caseId, [
          draft(1, `telling ${index}`),
          draft(2, `telling ${index}`),
        ]),
      ),
    );
    const records = await database.stores.journal.read(caseId);
    expect(
      verifyChain(
        records.map(({ entry }) => entry),
        { seq: 2 },
      ),
    ).toEqual({ ok: true, entries: 2 });
    for (const { entry, content } of records) expect(verifyContent(entry, content!).ok).toBe(true);
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
    const standing = records[0]!.content!.event;
    const learned = answers.flatMap((answer) => answer?.[0]?.event ?? []);
    expect(learned).toEqual(Array.from({ length: 19 }, () => standing));
  });

  it('refuses to leave a gap', async () => {
    await expect(database.stores.journal.append(randomUUID(), drafts(2, 3))).rejects.toThrow(JournalGap);
  });

  it('holds no word of anybody in the clear', async () => {
    const { journal } = database.stores;
    const caseId = randomUUID();
    await journal.append(caseId, [draft(1, 'my card is 4242424242424242')]);
    const stored = await Promise.all(
      ['journal', 'journalContents'].map((name) => database.db.collection(name).find({ caseId }).toArray()),
    );
    const bytes =
      JSON.stringify(stored) +
      stored
        .flat()
        .map((row) => row['sealed']?.buffer?.toString('latin1') ?? '')
        .join('');
    expect(bytes).not.toContain('4242');
  });
});
