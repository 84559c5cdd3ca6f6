/** Milliseconds to wait before try `attempt` (0 is the first retry): doubles from half a second to half a minute, spread so that many clients do not come back at once. */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(30_000, 500 * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling * (0.5 + random / 2));
}
