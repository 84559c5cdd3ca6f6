import type { ConversationIds } from '../crypto/derived-ids.ts';
import type { ConversationRow, ConversationStore, Reach } from '../stores/conversations.ts';

/** A conversation that we begin. `caseId`: of a channel where a conversation is of one case. */
export type Beginning = Reach & { channel: string; customerId: string; caseId?: string };

export type BeginConversation = {
  idOf(ends: Pick<Beginning, 'channel' | 'ours' | 'theirs' | 'caseId'>): string;
  /** Safe to call again: what is there stays. */
  begin(beginning: Beginning): Promise<ConversationRow>;
};

/** The only way in which a conversation begins by us: it is known again by its ends when the customer answers. */
export function createBeginConversation(deps: {
  conversations: Pick<ConversationStore, 'open'>;
  conversationIds: ConversationIds;
}): BeginConversation {
  const idOf: BeginConversation['idOf'] = ({ channel, ours, theirs, caseId }) =>
    deps.conversationIds(channel, ours, caseId === undefined ? theirs : `${theirs} ${caseId}`);
  return {
    idOf,
    begin({ caseId, ...row }) {
      return deps.conversations.open({
        ...row,
        id: idOf({ ...row, ...(caseId !== undefined && { caseId }) }),
      });
    },
  };
}
