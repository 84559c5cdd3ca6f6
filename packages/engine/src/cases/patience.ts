export type Patience = {
  /** Whether it is time to try this again; a yes counts as a try. */
  due(id: string): boolean;
  /** What is not among these is done, and no longer remembered. */
  keepOnly(ids: string[]): void;
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
    keepOnly(ids) {
      const kept = new Set(ids);
      for (const id of tries.keys()) if (!kept.has(id)) tries.delete(id);
    },
  };
}
