import type { UpdateFilter } from 'mongodb';
import type { InboxRow } from './inbox.ts';

/** What stands in the place of what was erased. */
export const erased = 'erased';

export function erasedInbox(at: number): UpdateFilter<InboxRow> {
  return { $set: { erasedAt: at, conversation: erased }, $unset: { payload: '' } };
}
