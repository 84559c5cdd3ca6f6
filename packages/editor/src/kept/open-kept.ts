import { boundCopies, keptCopies, type IsGone, type LeftCopy, type Place } from './kept-copies.ts';
import { memoryStorage, type PlainStorage } from './memory-storage.ts';
import { oneAtATime, openWindows, thisWindow } from './this-window.ts';

export type Kept<Value> = {
  /** What other windows left that are gone, and does not go on in this one. */
  left: LeftCopy<Value>[];
} & Omit<ReturnType<typeof keptCopies<Value>>, 'begin'>;

/** Where the browser does not tell which windows are open, one that wrote this long ago is taken for gone. */
const silentMs = 10 * 60 * 1_000;

/** What this browser keeps until the server has it. Of two windows that open at once, one gets what a third one left. */
export async function openKept<Value>(
  place: Place,
  read: (stored: unknown) => Value | undefined,
): Promise<Kept<Value>> {
  const own = await thisWindow();
  return oneAtATime('kept', async () => {
    const open = await openWindows();
    const isGone: IsGone = (window, at) => (open ? !open.has(window) : Date.now() - at > silentMs);
    const storage = allowedStorage();
    const { begin, ...copies } = keptCopies({ storage, place, own, read });
    boundCopies(storage, isGone);
    return { left: begin(isGone), ...copies };
  });
}

function allowedStorage(): PlainStorage {
  try {
    return localStorage;
  } catch {
    return memoryStorage();
  }
}
