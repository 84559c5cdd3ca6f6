type Unit = [limit: number, size: number, short: string, unit: Intl.RelativeTimeFormatUnit];
const units: [Unit, Unit, Unit] = [
  [3_600_000, 60_000, 'm', 'minute'],
  [86_400_000, 3_600_000, 'h', 'hour'],
  [Infinity, 86_400_000, 'd', 'day'],
];

/** Distance in the fewest letters, for lists: `now`, `4m`, `3h`, `12d`; `in 3h` for what is to come. */
export function shortDistance(at: number, now: number): string {
  const distance = Math.abs(now - at);
  if (distance < 60_000) return 'now';
  const [, size, short] = unitOf(distance);
  const text = `${Math.floor(distance / size)}${short}`;
  return at > now ? `in ${text}` : text;
}

/** Distance in words: `4 minutes ago`, `in 3 hours`. */
export function longDistance(at: number, now: number, locale = 'en'): string {
  const distance = Math.abs(now - at);
  if (distance < 60_000) return at > now ? 'in a moment' : 'just now';
  const [, size, , unit] = unitOf(distance);
  const count = Math.floor(distance / size);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always' }).format(at > now ? count : -count, unit);
}

/** The exact moment with its zone, for whoever wants to know. */
export function exactTime(at: number, locale?: string, timeZone?: string): string {
  return new Date(at).toLocaleString(locale, {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...(timeZone ? { timeZone } : {}),
  });
}

function unitOf(distance: number) {
  return units.find(([limit]) => distance < limit) ?? units[2];
}

/** A length of time as a clock shows it: 0:09, 2:13, 1:02:13. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const clock = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(seconds % 60).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${clock}` : clock;
}
