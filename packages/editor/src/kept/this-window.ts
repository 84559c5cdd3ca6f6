import { presenceByCalls } from './presence-by-calls.ts';
import { presenceByLocks } from './presence-by-locks.ts';
import type { Presence } from './presence.ts';
import { windowMemory } from './window-memory.ts';

let presence: Presence | undefined;
let known: Promise<string> | undefined;

/** The id of this window of the browser: the same after a reload, another one in a duplicate of it. */
export function thisWindow(): Promise<string> {
  known ??= findOut();
  return known;
}

/** Which of these windows are open, of those that asked for their id. */
export function openAmong(ids: readonly string[]): Promise<ReadonlySet<string>> {
  return windows().openAmong(ids);
}

/** One window after the other, where the browser can; what is done must not depend on it. */
export async function oneAtATime<Answer>(name: string, action: () => Promise<Answer>): Promise<Answer> {
  return locks()?.request(`throughline.${name}`, action) ?? action();
}

async function findOut(): Promise<string> {
  const memory = windowMemory();
  const before = memory.recall();
  if (before && (await windows().claim(before.id, { mayBeTaken: !before.wasLeft }))) return before.id;
  const fresh = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;
  memory.remember(fresh);
  await windows().claim(fresh, { mayBeTaken: false });
  return fresh;
}

function windows(): Presence {
  const manager = locks();
  presence ??= manager
    ? presenceByLocks(manager)
    : presenceByCalls(new BroadcastChannel('throughline.window'));
  return presence;
}

/** Browsers have them on secure origins only: not on plain HTTP of another machine. */
function locks(): LockManager | undefined {
  return navigator.locks as LockManager | undefined;
}
