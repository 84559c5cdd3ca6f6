/** A map that forgets what was used longest ago. */
export function createBoundedCache<Value>({ maxEntries }: { maxEntries: number }) {
  const entries = new Map<string, { value: Value }>();
  return {
    get(key: string): Value | undefined {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key: string, value: Value): void {
      entries.delete(key);
      entries.set(key, { value });
      const oldest = entries.keys().next();
      if (entries.size > maxEntries && !oldest.done) entries.delete(oldest.value);
    },
    delete(key: string): void {
      entries.delete(key);
    },
  };
}
