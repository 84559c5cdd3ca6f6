import type { Stores } from '../stores/database.ts';

const dayMs = 24 * 3_600_000;

export type HousekeepingStores = Pick<
  Stores,
  'feed' | 'files' | 'users' | 'setAsideMails' | 'outbox' | 'conversations' | 'retention' | 'testSlots'
>;

/** Of the live feed: screens that were away for longer load afresh. */
const mostEvents = 200_000;

/**
 * Removes what has had its time: events of the live feed, mails that were set aside, expired sessions, tokens and links, files
 * that nobody sent, and messages that tried a channel.
 */
export async function housekeeping(
  { feed, files, users, setAsideMails, outbox, conversations, retention, testSlots }: HousekeepingStores,
  now = Date.now(),
): Promise<void> {
  const { feedDays, mailDays } = await retention.get();
  await feed.trim({ keep: mostEvents, olderThanMs: feedDays * dayMs, now });
  await setAsideMails.trim({ olderThanMs: mailDays * dayMs, now });
  await users.sweep(now);
  await files.sweep(now - dayMs);
  await outbox.removeTests(now - dayMs);
  await conversations.removeTests(now - dayMs);
  await testSlots.forget(now);
}
