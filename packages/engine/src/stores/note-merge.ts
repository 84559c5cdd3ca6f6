import { topicOf } from '../cases/feed-events.ts';
import type { CaseStore } from './cases.ts';
import type { FeedStore } from './feed.ts';
import type { MergeRow } from './merges.ts';
import type { UserStore } from './users.ts';

export type NoteMergeDeps = {
  cases: Pick<CaseStore, 'list'>;
  feed: Pick<FeedStore, 'append'>;
  users: Pick<UserStore, 'log'>;
};

/** `customerId`: whose cases they all are now. */
export type NoteMerge = (merge: MergeRow, customerId: string) => Promise<void>;

/**
 * Tells the administrators' log of a merge, whoever made it, and the live screens of the cases. The reason can name people,
 * and stands in the merge alone. Again for a merge that was stopped on the way.
 */
export function createNoteMerge({ cases, feed, users }: NoteMergeDeps): NoteMerge {
  return async ({ _id, from, into, author, at }, customerId) => {
    await users.log({
      at,
      actor: author,
      action: 'customer.merge',
      subject: into,
      outcome: 'done',
      details: { merge: _id, from, into },
    });
    const listed = await cases.list({ customerId, limit: 100 });
    for (const { _id: caseId } of listed.cases)
      await feed.append({
        key: `merged:${_id}:${caseId}`,
        topics: [topicOf.cases, topicOf.case(caseId)],
        type: 'case.changed',
        data: { id: caseId },
      });
  };
}
