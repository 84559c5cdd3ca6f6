import type { NamedText } from './run-import.ts';
import type { ImportProblem } from './types.ts';

/** `name` with the folders it lies in; without `file` the browser could not open it. */
export type Chosen = { name: string; file?: File };

export const takenEndings = ['.md', '.markdown', '.html', '.htm', '.txt', '.json'];
const largestFile = 1_000_000;

/** The texts of chosen files, and why others are left out. */
export async function readChosen(
  chosen: readonly Chosen[],
): Promise<{ files: NamedText[]; problems: ImportProblem[] }> {
  const files: NamedText[] = [];
  const problems: ImportProblem[] = [];
  for (const { name, file } of chosen) {
    const read = await textOf(name, file);
    if (typeof read === 'string') files.push({ name, text: read });
    else problems.push({ file: name, ...read });
  }
  return { files, problems };
}

/** What was chosen in a field; hidden files of a folder are left out. */
export function chosenIn(list: FileList | null): Chosen[] {
  return [...(list ?? [])]
    .filter(({ webkitRelativePath }) => !webkitRelativePath.includes('/.'))
    .map((file) => ({ name: file.webkitRelativePath || file.name, file }));
}

type Refusal = Pick<ImportProblem, 'text' | 'fix'>;

const notOpened: Refusal = {
  text: 'it could not be read',
  fix: 'look whether it is still there and may be opened, and choose it again',
};

async function textOf(name: string, file: File | undefined): Promise<string | Refusal> {
  if (!file) return notOpened;
  const refused = whyNot(name, file);
  if (refused) return refused;
  try {
    return decoded(await file.arrayBuffer());
  } catch {
    // Moved or changed since it was chosen.
    return notOpened;
  }
}

function whyNot(name: string, file: File): Refusal | undefined {
  const plain = name.toLowerCase();
  if (!takenEndings.some((ending) => plain.endsWith(ending)))
    return { text: 'this kind of file is no article', fix: `only ${takenEndings.join(', ')} are taken` };
  if (/(?:^|\/)readme\./.test(plain))
    return { text: 'README files are about the folder, not for customers', fix: 'rename it to import it' };
  if (file.size > largestFile) return { text: 'larger than 1 MB', fix: 'cut it into several articles' };
  return undefined;
}

function decoded(bytes: ArrayBuffer): string | Refusal {
  const refused = { text: 'the file is not UTF-8 text', fix: 'save it as UTF-8 text' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? refused : text;
  } catch {
    return refused;
  }
}
