/** What works at Larkfold, as its status page says; `text` is said to customers as it stands. */
export type PartView = { part: string; state: 'operational' | 'degraded'; text: string };

const minute = 60_000;
/** So that there is something to see, and its end: the first three quarters of every two hours. */
const disturbed = { forMs: 45 * minute, everyMs: 120 * minute };

const parts: { [part: string]: string } = {
  boards: 'Boards',
  'sign-in': 'Sign-in',
  files: 'Files',
  calendar: 'Calendar sync',
};
const disturbance =
  'Calendar sync is slow at the moment: changes reach your calendar up to two hours late. We are adding capacity, and nothing is lost.';

export type StatusPage = ReturnType<typeof createStatusPage>;

export function createStatusPage(now: () => Date) {
  const start = now().getTime();

  /** How one part is; for a name that is none, how everything is. */
  return function statusOf(name: string): PartView {
    const known = Object.hasOwn(parts, name);
    const isDisturbed = (now().getTime() - start) % disturbed.everyMs < disturbed.forMs;
    if (isDisturbed && (!known || name === 'calendar'))
      return { part: name, state: 'degraded', text: disturbance };
    return { part: name, state: 'operational', text: `${parts[name] ?? 'Everything'} works as it should.` };
  };
}
