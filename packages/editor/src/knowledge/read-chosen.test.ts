import { expect, it } from 'vitest';
import { chosenIn, readChosen } from './read-chosen.ts';

const markdown = (text: string | Uint8Array<ArrayBuffer>) => new File([text], 'any.md');

/** As a browser gives them for a chosen folder. */
function inFolder(webkitRelativePath: string): File {
  return Object.assign(markdown('x'), { webkitRelativePath });
}

it('reads what is text, and tells of each other file why it is left out', async () => {
  const gone = Object.assign(markdown('x'), { arrayBuffer: () => Promise.reject(new Error('gone')) });
  const { files, problems } = await readChosen([
    { name: 'help/returns.md', file: markdown('# Returns') },
    { name: 'help/logo.png', file: markdown('x') },
    { name: 'help/README.md', file: markdown('x') },
    { name: 'help/latin.md', file: markdown(new Uint8Array([0x63, 0xe9])) },
    { name: 'help/long.md', file: markdown(' '.repeat(1_000_001)) },
    { name: 'help/gone.md', file: gone },
    { name: 'help/locked' },
  ]);
  expect(files).toEqual([{ name: 'help/returns.md', text: '# Returns' }]);
  expect(problems.map(({ file, text }) => [file, text])).toEqual([
    ['help/logo.png', 'this kind of file is no article'],
    ['help/README.md', 'README files are about the folder, not for customers'],
    ['help/latin.md', 'the file is not UTF-8 text'],
    ['help/long.md', 'larger than 1 MB'],
    ['help/gone.md', 'it could not be read'],
    ['help/locked', 'it could not be read'],
  ]);
});

it('leaves out what is hidden in a chosen folder', () => {
  const files = ['.notes/a.md', '.notes/.DS_Store', '.notes/.git/HEAD', '.notes/b.c/d.md'].map(inFolder);
  expect(chosenIn(files as unknown as FileList).map(({ name }) => name)).toEqual([
    '.notes/a.md',
    '.notes/b.c/d.md',
  ]);
});
