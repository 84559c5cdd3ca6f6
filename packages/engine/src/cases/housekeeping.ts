import type { Stores } from '../stores/database.ts';

const dayMs = 24 * 3_600_000;

/** Live screens that were away for longer load afresh. */
const feedLimits = { keep: 200_000, olderThanMs: 7 * dayMs };

/** Removes what has had its time: events of the live feed, expired sessions, tokens and links, files that nobody sent. */
export async function housekeeping(
  { feed, files, users }: Pick<Stores, 'feed' | 'files' | 'users'>,
  now = Date.now(),
): Promise<void> {
  await feed.trim({ ...feedLimits, now });
  await users.sweep(now);
  await files.sweep(now - dayMs);
}
