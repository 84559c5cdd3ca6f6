import { useEffect, useState, useSyncExternalStore } from 'react';
import { duration, exactTime, longDistance, shortDistance } from './relative-time.ts';

/** A moment as its distance from now; exact, with its zone, on hover. */
export function Time({ at, long = false }: { at: number; long?: boolean }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {long ? longDistance(at, now) : shortDistance(at, now)}
    </time>
  );
}

/** The clock time of a moment, for lists where the order matters. */
export function ClockTime({ at, seconds = false }: { at: number; seconds?: boolean }) {
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  if (seconds) options.second = '2-digit';
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {new Date(at).toLocaleTimeString(undefined, options)}
    </time>
  );
}

/** How long something has lasted, second by second: 2:13, or 1:02:13. */
export function Lasting({ since }: { since: number }) {
  const [at, setAt] = useState(Date.now);
  useEffect(() => {
    const clock = setInterval(() => setAt(Date.now()), 1_000);
    return () => clearInterval(clock);
  }, []);
  return (
    <time dateTime={new Date(since).toISOString()} title={exactTime(since)}>
      {duration(at - since)}
    </time>
  );
}

/** Now, to within half a minute; one clock for all of the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, roundedUp);
}

/** To five seconds, as it must not change while a page is drawn; upwards, as what has just happened is not to come. */
function roundedUp(): number {
  return Math.ceil(Date.now() / 5_000) * 5_000;
}

let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) timer = setInterval(tick, 20_000);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function tick(): void {
  for (const listener of listeners) listener();
}
