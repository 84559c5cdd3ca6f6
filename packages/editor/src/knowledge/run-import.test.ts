import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { batches } from './batches.ts';
import { readChosen } from './read-chosen.ts';
import { withoutTwins } from './run-import.ts';
import type { PlannedArticle } from './types.ts';

it('cuts a list into parts that are small enough, and loses nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 })), (sizes) => {
      const parts = batches(sizes, { most: 4, size: 20, sizeOf: (size) => size });
      expect(parts.flat()).toEqual(sizes);
      const total = (part: number[]) => part.reduce((sum, size) => sum + size, 0);
      for (const part of parts) expect(part.length).toBeLessThanOrEqual(4);
      expect(parts.filter((part) => part.length > 1 && total(part) > 20)).toEqual([]);
    }),
  );
});

it('takes the first of two sources with one id, and names the other', () => {
  const from = (source: string) => ({ source, state: 'new', article: { articleId: 'a' } }) as PlannedArticle;
  const { planned, problems } = withoutTwins({ planned: [from('one.md'), from('other.md')], problems: [] });
  expect(planned.map(({ source }) => source)).toEqual(['one.md']);
  expect(problems).toMatchObject([{ file: 'other.md', text: '“a” is the id of one.md too' }]);
});

it('reads text files, and says why others are left out', async () => {
  const chosen = [
    { name: 'help/a.md', file: new File(['# A\n\nText'], 'a.md') },
    { name: 'help/README.md', file: new File(['About'], 'README.md') },
    { name: 'help/b.png', file: new File(['x'], 'b.png') },
    { name: 'c.txt', file: new File([Uint8Array.of(0xe4, 0xf6)], 'c.txt') },
    { name: 'd.txt', file: new File(['x'.repeat(1_000_001)], 'd.txt') },
  ];
  const { files, problems } = await readChosen(chosen);
  expect(files).toEqual([{ name: 'help/a.md', text: '# A\n\nText' }]);
  expect(problems.map(({ file, text }) => `${file}: ${text}`)).toEqual([
    'help/README.md: README files are about the folder, not for customers',
    'help/b.png: this kind of file is no article',
    'c.txt: the file is not UTF-8 text',
    'd.txt: larger than 1 MB',
  ]);
});
