import type { Progress, ProgressEvent } from './server.ts';

/** Lines for logs and pipes: each step once, and every ten seconds how far it is. */
export function plainProgress(print: (line: string) => void, now: () => number = Date.now): Progress {
  const last = new Map<string, { step: string; at: number }>();

  return (event) => {
    const step = stepOf(event);
    const before = last.get(event.what);
    if (before?.step === step && event.end === undefined && now() - before.at < 10_000) return;
    last.set(event.what, { step, at: now() });
    print(lineOf(event));
  };
}

/** `Temporal: downloading 40%`. */
function lineOf(event: ProgressEvent): string {
  const share = event.fraction === undefined ? '' : ` ${Math.round(event.fraction * 100)}%`;
  return `${event.what}: ${event.end === 'failed' ? 'failed: ' : ''}${event.text}${share}`;
}

/** The text without its count of seconds. */
function stepOf(event: ProgressEvent): string {
  return event.text.replace(/: \d+ s$/u, '');
}
