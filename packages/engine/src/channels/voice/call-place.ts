import { z } from 'zod';

/**
 * Where a call stands. It travels in the addresses that we give the provider, which signs them: a request that comes twice is
 * answered alike, and any process can answer it.
 */
export type CallPlace = {
  /** Number of the next thing that the caller says. */
  turn: number;
  /** The newest message that was said. */
  after: number;
  /** How often in a row nothing was understood. */
  missed: number;
  /** When the caller began to wait. */
  since?: number;
  round: number;
  /** The message whose link was offered. */
  link?: number;
  /** Only the key means the link. */
  byKey?: boolean;
};

const whole = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const flag = z
  .literal('1')
  .transform(() => true)
  .optional();
const place = z.object({
  turn: whole.optional(),
  after: whole.optional(),
  missed: whole.max(10).default(0),
  since: whole.optional(),
  round: whole.default(0),
  link: whole.optional(),
  byKey: flag,
  of: z.string().max(100).optional(),
  callback: z.string().max(300).optional(),
});

/** What an address says; `turn` and `after` are missing where a socket had the call. `of`: the call, on another leg than its own. `callback`: the request that we placed the call for. */
export type ReadPlace = z.output<typeof place>;

export function readPlace(url: string): ReadPlace | undefined {
  const read = place.safeParse(Object.fromEntries(new URL(url).searchParams));
  return read.success ? read.data : undefined;
}

export function placeQuery({ turn, after, missed, since, round, link, byKey }: CallPlace): string {
  const query = new URLSearchParams({ turn: String(turn), after: String(after) });
  if (missed > 0) query.set('missed', String(missed));
  if (since !== undefined) query.set('since', String(since));
  if (round > 0) query.set('round', String(round));
  if (link !== undefined) query.set('link', String(link));
  if (byKey) query.set('byKey', '1');
  return query.toString();
}
