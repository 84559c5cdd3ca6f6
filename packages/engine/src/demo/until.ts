import { setTimeout as pause } from 'node:timers/promises';

const withinMs = 60_000;

/** Waits until it is so; throws with what is missing when it takes longer than a busy machine needs. */
export async function until(isSo: () => Promise<boolean>, otherwise: () => string): Promise<void> {
  for (const end = Date.now() + withinMs; !(await isSo()); await pause(100))
    if (Date.now() > end) throw new Error(otherwise());
}
