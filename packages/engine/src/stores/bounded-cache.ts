/** A map that forgets what was used longest ago, and what is older than `maxAgeMs`. */
export function createBoundedCache<Value>({
  maxEntries,
  maxAgeMs = Infinity,
}: {
  maxEntries: number;
  maxAgeMs?: number;
}) {
  const entries = new Map<string, { value: Value; at: number }>();
  return {
    get(key: string): Value | undefined {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      if (Date.now() - entry.at > maxAgeMs) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    set(key: string, value: Value): void {
      entries.delete(key);
      entries.set(key, { value, at: Date.now() });
      const oldest = entries.keys().next();
      if (entries.size > maxEntries && !oldest.done) entries.delete(oldest.value);
    },
    delete(key: string): void {
      entries.delete(key);
    },
  };
}
