import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines, type DiffRow } from './diff-lines.ts';

const textOf = (rows: DiffRow[], kinds: string[]) =>
  rows.flatMap((row) =>
    row.kind !== 'skipped' && kinds.includes(row.kind) ? [row.pieces.map(({ text }) => text).join('')] : [],
  );

describe('two versions of an article', () => {
  it('show the words that changed in a line that was rewritten', () => {
    const rows = diffLines('Title: Gifts\n\nValid for 5 years.', 'Title: Gifts\n\nValid for 3 years.');
    expect(rows.slice(-2)).toEqual([
      {
        kind: 'removed',
        pieces: [
          { text: 'Valid for ', changed: false },
          { text: '5', changed: true },
          { text: ' years.', changed: false },
        ],
      },
      {
        kind: 'added',
        pieces: [
          { text: 'Valid for ', changed: false },
          { text: '3', changed: true },
          { text: ' years.', changed: false },
        ],
      },
    ]);
  });

  it('leave out what is the same and far from every change', () => {
    const lines = Array.from({ length: 20 }, (_, n) => `line ${n}`);
    const rows = diffLines(lines.join('\n'), [...lines, 'new'].join('\n'));
    expect(rows.map(({ kind }) => kind)).toEqual(['skipped', 'same', 'same', 'added']);
    expect(rows[0]).toEqual({ kind: 'skipped', lines: 18 });
    expect(diffLines('a\nb', 'a\nb')).toEqual([{ kind: 'skipped', lines: 2 }]);
  });

  it('lose no line that is only in one of them', () => {
    const text = fc
      .array(fc.constantFrom('a b', 'a c', '', 'd'), { maxLength: 8 })
      .map((all) => all.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const rows = diffLines(before, after);
        const skipped = rows.reduce((sum, row) => sum + (row.kind === 'skipped' ? row.lines : 0), 0);
        expect(textOf(rows, ['same', 'removed']).length + skipped).toBe(before.split('\n').length);
        expect(textOf(rows, ['same', 'added']).length + skipped).toBe(after.split('\n').length);
      }),
    );
  });
});
