/** What a declaration tells of a config; it may come from somebody else's package, and throw. */
export function tell<Told>(of: ((config: never) => Told[]) | undefined, parsed: unknown): Told[] {
  if (!of || parsed === undefined) return [];
  try {
    return of(parsed as never);
  } catch {
    return [];
  }
}
