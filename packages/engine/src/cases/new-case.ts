import type { CaseRow } from '../stores/cases.ts';
import type { FlowVersion } from '../stores/flows.ts';
import type { Destination } from '../stores/inbox.ts';

/** The row of a case that opens, before anything was decided in it. */
export function newCase(
  { caseId, ...whose }: Destination,
  { channel, conversation, at }: Pick<CaseRow, 'channel' | 'conversation'> & { at: number },
  { flowId, hash }: FlowVersion,
): CaseRow {
  return {
    _id: caseId,
    ...whose,
    channel,
    conversation,
    flow: { id: flowId, hash },
    owner: 'flow',
    tags: [],
    turn: 0,
    unread: 0,
    lastSeq: 0,
    openedAt: at,
    updatedAt: at,
    reopened: 0,
  };
}
