import type { Chosen } from './read-chosen.ts';

/** Files and folders among what was dropped. Only the drop's own handler may ask for them. */
export function droppedEntries(items: DataTransferItemList): FileSystemEntry[] {
  return [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
}

/** The files among the entries and, below folders, all that are not hidden. */
export async function filesBelow(entries: readonly FileSystemEntry[]): Promise<Chosen[]> {
  const found = await Promise.all(entries.map(filesOf));
  return found.flat().toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
}

async function filesOf(entry: FileSystemEntry): Promise<Chosen[]> {
  const name = entry.fullPath.replace(/^\//, '');
  try {
    if (isFile(entry)) {
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      return [{ name, file }];
    }
    const inside = await entriesIn(entry as FileSystemDirectoryEntry);
    // What a system or a tool keeps beside the files: `.DS_Store`, `.git`.
    return await filesBelow(inside.filter((one) => !one.name.startsWith('.')));
  } catch {
    return [{ name }];
  }
}

async function entriesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives its entries in parts, and an empty one at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return entries;
    entries.push(...part);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
