const stored = 'throughline.window';
const lockOf = (id: string) => `${stored}.${id}`;
/** A page that is loaded again waits for the lock of the one before it; a duplicate of a window waits in vain. */
const waitMs = 1_000;

let known: Promise<string> | undefined;

/** The id of this window of the browser: the same after a reload, another one in a duplicate of it. */
export function thisWindow(): Promise<string> {
  known ??= findOut();
  return known;
}

/** Which windows are open, of those that asked for their id; undefined where the browser does not tell. */
export async function openWindows(): Promise<ReadonlySet<string> | undefined> {
  const now = await locks()?.query();
  return now && new Set(now.held?.map(({ name = '' }) => name.slice(lockOf('').length)));
}

/** One window after the other, where the browser can; what is done must not depend on it. */
export async function oneAtATime<Answer>(name: string, action: () => Promise<Answer>): Promise<Answer> {
  return locks()?.request(`throughline.${name}`, action) ?? action();
}

async function findOut(): Promise<string> {
  try {
    const before = sessionStorage.getItem(stored);
    if (before !== null && (await holds(before))) return before;
  } catch {
    // Not allowed: a window without a memory of itself.
  }
  const fresh = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;
  try {
    sessionStorage.setItem(stored, fresh);
  } catch {
    // The same.
  }
  await holds(fresh);
  return fresh;
}

/** Holds the window's lock until it is closed, however it is closed. */
function holds(id: string): Promise<boolean> {
  const manager = locks();
  if (!manager) return Promise.resolve(true);
  return new Promise((resolve) => {
    manager
      .request(lockOf(id), { signal: AbortSignal.timeout(waitMs) }, () => {
        resolve(true);
        return new Promise(() => undefined);
      })
      .catch(() => resolve(false));
  });
}

/** Browsers have them on secure origins only: not on plain HTTP of another machine. */
function locks(): LockManager | undefined {
  return navigator.locks as LockManager | undefined;
}
