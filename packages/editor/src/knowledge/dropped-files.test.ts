import { expect, it } from 'vitest';
import { filesBelow } from './dropped-files.ts';

type Node = { [name: string]: Node | 'file' | 'locked' };

/** Entries as browsers make them: a folder is read in parts. A real folder is dropped in test/e2e/knowledge.ts. */
function entry(fullPath: string, node: Node | 'file' | 'locked'): FileSystemEntry {
  const name = fullPath.slice(fullPath.lastIndexOf('/') + 1);
  const refuse = (_: unknown, reject: (error: Error) => void) => reject(new Error('not allowed'));
  const of = { name, fullPath, isFile: typeof node === 'string' };
  if (node === 'locked') return { ...of, file: refuse } as unknown as FileSystemEntry;
  if (node === 'file')
    return { ...of, file: (done: (file: File) => void) => done(new File([], name)) } as never;
  const createReader = () => {
    const left = Object.entries(node).map(([below, inner]) => entry(`${fullPath}/${below}`, inner));
    const readEntries = (done: (entries: FileSystemEntry[]) => void) => done(left.splice(0, 2));
    return { readEntries: 'locked' in node ? refuse : readEntries };
  };
  return { ...of, createReader } as unknown as FileSystemEntry;
}

it('finds all files below folders, by name, without what is hidden there', async () => {
  const found = await filesBelow([
    entry('/notes.md', 'file'),
    entry('/help', {
      'e.md': 'file',
      'd.md': 'file',
      'c.md': 'file',
      deep: { er: { 'a.md': 'file' }, none: {} },
      '.git': { HEAD: 'file' },
      '.DS_Store': 'file',
    }),
  ]);
  expect(found.map(({ name }) => name)).toEqual([
    'help/c.md',
    'help/d.md',
    'help/deep/er/a.md',
    'help/e.md',
    'notes.md',
  ]);
});

it('goes on where a file or a folder may not be read, and names it', async () => {
  const found = await filesBelow([
    entry('/help', { 'a.md': 'file', 'b.md': 'locked', closed: { locked: 'file' } }),
  ]);
  expect(found.map(({ name, file }) => [name, file !== undefined])).toEqual([
    ['help/a.md', true],
    ['help/b.md', false],
    ['help/closed', false],
  ]);
});
