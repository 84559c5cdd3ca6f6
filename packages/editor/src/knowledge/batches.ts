/** Cuts a list into parts of at most so many entries and so much size; an entry larger than that stands alone. */
export function batches<Entry>(
  entries: readonly Entry[],
  { most, size, sizeOf }: { most: number; size: number; sizeOf: (entry: Entry) => number },
): Entry[][] {
  const parts: Entry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const last = parts.at(-1);
    const needs = sizeOf(entry);
    if (last && last.length < most && needs <= room) {
      last.push(entry);
      room -= needs;
    } else {
      parts.push([entry]);
      room = size - needs;
    }
  }
  return parts;
}
