import type { Stores } from '../stores/database.ts';

const dayMs = 24 * 3_600_000;

/** Live screens that were away for longer load afresh. */
const feedLimits = { keep: 200_000, olderThanMs: 7 * dayMs };

/** An agent who asks what came back finds it for so long. */
const setAsideMs = 30 * dayMs;

/**
 * Removes what has had its time: events of the live feed, mails that were set aside, expired sessions, tokens and links, files
 * that nobody sent, and messages that tried a channel.
 */
export async function housekeeping(
  {
    feed,
    files,
    users,
    setAsideMails,
    outbox,
    conversations,
  }: Pick<Stores, 'feed' | 'files' | 'users' | 'setAsideMails' | 'outbox' | 'conversations'>,
  now = Date.now(),
): Promise<void> {
  await feed.trim({ ...feedLimits, now });
  await setAsideMails.trim({ olderThanMs: setAsideMs, now });
  await users.sweep(now);
  await files.sweep(now - dayMs);
  await outbox.removeTests(now - dayMs);
  await conversations.removeTests(now - dayMs);
}
