export type Patience = {
  /** Whether it is time to try this again; a yes counts as a try. */
  due(id: string): boolean;
  /** No longer remembers what nobody asked about for long: it is done. */
  forget(): void;
};

const firstMs = 5_000;
const longestMs = 60_000;

/** Tries of the same thing come further and further apart: a case that is slow is not helped by being told more often. */
export function createPatience(now: () => number = Date.now): Patience {
  const tries = new Map<string, { waitMs: number; at: number }>();
  return {
    due(id) {
      const last = tries.get(id);
      if (last && now() < last.at + last.waitMs) return false;
      const waitMs = last ? Math.min(longestMs, last.waitMs * 2) : firstMs;
      tries.set(id, { waitMs, at: now() });
      return true;
    },
    forget() {
      for (const [id, { at, waitMs }] of tries) if (now() > at + 2 * waitMs) tries.delete(id);
    },
  };
}
