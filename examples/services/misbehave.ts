import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from './problem.ts';

/** The knobs of tests: `?slow=1500` waits so many milliseconds first, `?fail=503` answers with that status. */
export async function misbehave(knobs: URLSearchParams, response: ServerResponse): Promise<void> {
  const slow = knob(knobs, 'slow', 0, 60_000);
  if (slow !== undefined) {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    await sleep(slow, undefined, { signal: gone.signal }).catch(() => undefined);
  }
  const fail = knob(knobs, 'fail', 400, 599);
  if (fail === undefined) return;
  throw new ProblemError({
    status: fail,
    code: 'failed-on-request',
    title: `This answer was asked for with ?fail=${fail}.`,
    fix: 'Leave out the parameter "fail".',
  });
}

function knob(knobs: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const text = knobs.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value >= least && value <= most) return value;
  throw new ProblemError({
    status: 400,
    code: 'request.invalid',
    title: `The parameter "${name}" is not a number that can be used here.`,
    fix: `Use a whole number from ${least} to ${most}.`,
    field: name,
  });
}
