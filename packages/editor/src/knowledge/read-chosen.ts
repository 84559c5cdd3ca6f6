import type { NamedText } from './run-import.ts';
import type { ImportProblem } from './types.ts';

/** `name` with the folders it lies in. */
export type Chosen = { name: string; file: File };

export const takenEndings = ['.md', '.markdown', '.html', '.htm', '.txt', '.json'];
const largestFile = 1_000_000;

/** The texts of chosen files, and why others are left out. */
export async function readChosen(
  chosen: readonly Chosen[],
): Promise<{ files: NamedText[]; problems: ImportProblem[] }> {
  const files: NamedText[] = [];
  const problems: ImportProblem[] = [];
  for (const { name, file } of chosen) {
    const refused = whyNot(name, file);
    const text = refused ? undefined : textOf(await file.arrayBuffer());
    if (refused) problems.push({ file: name, ...refused });
    else if (text === undefined)
      problems.push({ file: name, text: 'the file is not UTF-8 text', fix: 'save it as UTF-8 text' });
    else files.push({ name, text });
  }
  return { files, problems };
}

/** Files and, below folders, all files of what was dropped. */
export async function readDropped(items: DataTransferItemList): Promise<Chosen[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found = await Promise.all(entries.map(filesBelow));
  return found.flat().toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
}

export function chosenIn(list: FileList | null): Chosen[] {
  return [...(list ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
}

async function filesBelow(entry: FileSystemEntry): Promise<Chosen[]> {
  const name = entry.fullPath.replace(/^\//, '');
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ name, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const below: Chosen[] = [];
  for (;;) {
    // A reader gives its entries in parts, and an empty one at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return below;
    for (const one of part) below.push(...(await filesBelow(one)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function whyNot(name: string, file: File): Pick<ImportProblem, 'text' | 'fix'> | undefined {
  const plain = name.toLowerCase();
  if (!takenEndings.some((ending) => plain.endsWith(ending)))
    return { text: 'this kind of file is no article', fix: `only ${takenEndings.join(', ')} are taken` };
  if (/(?:^|\/)readme\./.test(plain))
    return { text: 'README files are about the folder, not for customers', fix: 'rename it to import it' };
  if (file.size > largestFile) return { text: 'larger than 1 MB', fix: 'cut it into several articles' };
  return undefined;
}

function textOf(bytes: ArrayBuffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
