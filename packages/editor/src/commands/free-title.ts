/** The title itself, or with the first number that makes it one of its own; a number that it ends with goes on. */
export function freeTitle(title: string, taken: ReadonlySet<string>): string {
  if (!taken.has(title)) return title;
  const base = title.replace(/ \d{1,4}$/, '').slice(0, 114);
  for (let n = 2; ; n += 1) {
    const next = `${base} ${n}`;
    if (!taken.has(next)) return next;
  }
}
