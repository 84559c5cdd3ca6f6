import type { CaseRow } from '../stores/cases.ts';

/** A case that has just been opened. */
export function caseRow(_id: string, fields: Partial<CaseRow> = {}): CaseRow {
  return {
    _id,
    customerId: 'u1',
    channel: 'webchat',
    conversation: 'v1',
    flow: { id: 'f', hash: 'h' },
    owner: 'flow',
    tags: [],
    turn: 0,
    unread: 0,
    lastSeq: 0,
    openedAt: 1,
    updatedAt: 1,
    reopened: 0,
    ...fields,
  };
}
