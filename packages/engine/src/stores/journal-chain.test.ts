import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyChain, verifyContent } from './journal-chain.ts';
import type { JournalContent, JournalEntry } from './journal-entry.ts';
import { chained, coreOf } from './journal-entry.ts';

const contentOf = (seq: number): JournalContent => ({
  event: {
    id: `e${seq}`,
    at: 1_000 + seq,
    actor: { kind: 'agent', id: 'a1', name: 'Al' },
    type: 'agent.noted',
    text: `note ${seq}`,
  },
  effects: [{ type: 'note', text: `note ${seq}`, actor: { kind: 'agent', id: 'a1', name: 'Al' } }],
  decision: `decision ${seq}`,
  salt: `salt ${seq}`,
});

function chainOf(length: number, caseId = 'c1'): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (let seq = 1; seq <= length; seq++) {
    entries.push(chained(coreOf(caseId, seq, contentOf(seq)), entries.at(-1)?.digest ?? ''));
  }
  return entries;
}

/** What somebody can do who writes to the database and knows how digests are made. */
const resealed = ({ digest: _digest, prev, ...core }: JournalEntry): JournalEntry => chained(core, prev);

describe('verifyChain', () => {
  const entries = chainOf(8);
  const at = (index: number) => entries[index]!;

  it('accepts a whole chain, an empty one, and what went through JSON', () => {
    expect(verifyChain(entries)).toEqual({ ok: true, entries: 8 });
    expect(verifyChain([])).toEqual({ ok: true, entries: 0 });
    expect(verifyChain(JSON.parse(JSON.stringify(entries)))).toEqual({ ok: true, entries: 8 });
  });

  it.each<[string, (list: JournalEntry[]) => JournalEntry[], number, string]>([
    ['a changed entry', (list) => list.with(3, { ...at(3), at: 1 }), 4, 'entry-changed'],
    [
      'a changed entry with its digest made anew',
      (list) => list.with(3, resealed({ ...at(3), at: 1 })),
      5,
      'link-broken',
    ],
    ['an added field', (list) => list.with(3, { ...at(3), extra: 1 } as JournalEntry), 4, 'entry-changed'],
    ['a removed entry', (list) => list.toSpliced(3, 1), 4, 'entry-missing'],
    ['a removed first entry', (list) => list.slice(1), 1, 'entry-missing'],
    [
      'a removed entry with numbers closed up',
      (list) =>
        list
          .toSpliced(3, 1)
          .map((entry, index) =>
            entry.seq > 4 ? resealed({ ...entry, seq: index + 1, _id: `c1:${index + 1}` }) : entry,
          ),
      4,
      'link-broken',
    ],
    ['two swapped entries', (list) => list.with(2, at(3)).with(3, at(2)), 3, 'entry-missing'],
    [
      'two entries swapped with their numbers',
      (list) =>
        list
          .with(2, resealed({ ...at(3), seq: 3, _id: 'c1:3' }))
          .with(3, resealed({ ...at(2), seq: 4, _id: 'c1:4' })),
      3,
      'link-broken',
    ],
    ['an inserted entry', (list) => list.toSpliced(3, 0, resealed({ ...at(2), at: 5 })), 4, 'entry-inserted'],
    ['an entry that stands twice', (list) => [...list, at(7)], 9, 'entry-inserted'],
    ['an old entry at the end', (list) => [...list, at(2)], 9, 'entry-out-of-order'],
    ['an entry of another case', (list) => list.with(3, chainOf(8, 'c2')[3]!), 4, 'other-case'],
  ])('finds %s', (_what, tamper, seq, reason) => {
    expect(verifyChain(tamper([...entries]))).toEqual({ ok: false, seq, reason });
  });

  it('finds a cut-off end when the last entry is known from elsewhere', () => {
    const last = { seq: 8, digest: at(7).digest };
    expect(verifyChain(entries, last)).toEqual({ ok: true, entries: 8 });
    expect(verifyChain(entries.slice(0, 6), last)).toEqual({ ok: false, seq: 7, reason: 'end-missing' });
    expect(verifyChain(entries, { ...last, digest: 'other' })).toEqual({
      ok: false,
      seq: 8,
      reason: 'end-missing',
    });
  });

  it('finds any change of any field', () => {
    const paths = fc.constantFrom<keyof JournalEntry>(
      '_id',
      'caseId',
      'seq',
      'at',
      'type',
      'actor',
      'eventId',
      'refs',
      'effects',
      'eventDigest',
      'decisionDigest',
      'prev',
      'digest',
    );
    fc.assert(
      fc.property(fc.nat({ max: 7 }), paths, fc.jsonValue(), (index, path, value) => {
        fc.pre(JSON.stringify(at(index)[path]) !== JSON.stringify(value));
        const changed = { ...at(index), [path]: value };
        expect(verifyChain(entries.with(index, changed)).ok).toBe(false);
      }),
    );
  });
});

describe('verifyContent', () => {
  const [entry] = chainOf(1) as [JournalEntry];
  const content = contentOf(1);

  it('accepts what the entry was written for, and nothing else', () => {
    expect(verifyContent(entry, content).ok).toBe(true);
    expect(verifyContent(entry, { ...content, event: { ...content.event, text: 'other' } as never }).ok).toBe(
      false,
    );
    expect(verifyContent(entry, { ...content, effects: [] }).ok).toBe(false);
    expect(verifyContent(entry, { ...content, decision: 'other' }).ok).toBe(false);
    expect(verifyContent(entry, { ...content, salt: 'other' }).ok).toBe(false);
  });
});
