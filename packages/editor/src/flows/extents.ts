/** A part of the canvas, in its own units. */
export type Extent = { left: number; right: number; top: number; bottom: number };

/** About two columns of cards, and their rows. */
const cell = 500;

/** What lies where: of a thousand cards only those are looked at that lie in the same cells. */
export function createExtents<T>() {
  const cells = new Map<string, { item: T; extent: Extent }[]>();
  return {
    add(item: T, extent: Extent): void {
      for (const key of keysOf(extent)) {
        const there = cells.get(key);
        if (there) there.push({ item, extent });
        else cells.set(key, [{ item, extent }]);
      }
    },
    /** All that touch it. */
    touching(extent: Extent): T[] {
      const found = new Set<T>();
      for (const key of keysOf(extent))
        for (const { item, extent: other } of cells.get(key) ?? [])
          if (isTouching(extent, other)) found.add(item);
      return [...found];
    },
  };
}

function* keysOf({ left, right, top, bottom }: Extent): Iterable<string> {
  for (let column = Math.floor(left / cell); column <= Math.floor(right / cell); column += 1)
    for (let row = Math.floor(top / cell); row <= Math.floor(bottom / cell); row += 1)
      yield `${column} ${row}`;
}

function isTouching(one: Extent, other: Extent): boolean {
  return (
    one.left <= other.right && one.right >= other.left && one.top <= other.bottom && one.bottom >= other.top
  );
}
