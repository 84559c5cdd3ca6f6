const dayMs = 86_400_000;

/** A day as people write it, such as "3 December 2026". */
export function dayInWords(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', {
    ...{ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
  });
}

export function addDays(at: number, days: number): number {
  return at + days * dayMs;
}
