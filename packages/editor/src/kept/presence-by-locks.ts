import type { Presence } from './presence.ts';

const lockOf = (id: string) => `throughline.window.${id}`;
/** A page that is loaded again waits for the lock of the one before it; a duplicate of a window waits in vain. */
const waitMs = 1_000;

/** Each window holds a lock, which ends with it. */
export function presenceByLocks(manager: LockManager): Presence {
  return {
    claim: (id) =>
      new Promise((resolve) => {
        manager
          .request(lockOf(id), { signal: AbortSignal.timeout(waitMs) }, () => {
            resolve(true);
            return new Promise(() => undefined);
          })
          .catch(() => resolve(false));
      }),
    async openAmong(ids) {
      const { held } = await manager.query();
      const names = new Set(held?.map(({ name }) => name));
      return new Set(ids.filter((id) => names.has(lockOf(id))));
    },
  };
}
