const hour = 3_600_000;
const day = 24 * hour;

/** A length of time in the fewest letters that tell: `1.5 s`, `40 s`, `23 h 59 min`, `7 d`. */
export function shortLength(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 10_000) return `${Math.round(ms / 100) / 10} s`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  const units: [number, string][] = [
    [day, 'd'],
    [hour, 'h'],
    [60_000, 'min'],
  ];
  // Rounded before it is cut, so that a second less than a day is a day.
  let rest = Math.round(ms / 60_000) * 60_000;
  const parts: string[] = [];
  for (const [size, name] of units) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount} ${name}`);
  }
  return parts.slice(0, 2).join(' ');
}

/** How long until Monday at 09:00, where the flow is; at least a minute. */
export function untilMonday(now: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...({
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    } as const),
    timeZone,
  }).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part('weekday'));
  const passed =
    days * day +
    Number(part('hour')) * hour +
    Number(part('minute')) * 60_000 +
    Number(part('second')) * 1_000;
  const left = 9 * hour - passed;
  return left >= 60_000 ? left : left + 7 * day;
}
