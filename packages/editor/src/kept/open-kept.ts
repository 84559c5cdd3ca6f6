import { boundCopies, keptCopies, keptWindows, type LeftCopy, type Place } from './kept-copies.ts';
import { memoryStorage, type PlainStorage } from './memory-storage.ts';
import { oneAtATime, openAmong, thisWindow } from './this-window.ts';

export type Kept<Value> = {
  /** What other windows left that are gone, and does not go on in this one. */
  left: LeftCopy<Value>[];
} & Omit<ReturnType<typeof keptCopies<Value>>, 'begin' | 'windows'>;

/** What this browser keeps until the server has it. Of two windows that open at once, one gets what a third one left. */
export async function openKept<Value>(
  place: Place,
  read: (stored: unknown) => Value | undefined,
): Promise<Kept<Value>> {
  const own = await thisWindow();
  return oneAtATime('kept', async () => {
    const storage = allowedStorage();
    const { begin, windows, ...copies } = keptCopies({ storage, place, own, read });
    const open = await openAmong(windows());
    const left = begin((window) => !open.has(window));
    void clearUp(storage);
    return { left, ...copies };
  });
}

/** Nobody waits for it: whether a window of another thing is open can take a moment to find out. */
async function clearUp(storage: PlainStorage): Promise<void> {
  const open = await openAmong(keptWindows(storage));
  boundCopies(storage, (window) => !open.has(window));
}

function allowedStorage(): PlainStorage {
  try {
    return localStorage;
  } catch {
    return memoryStorage();
  }
}
