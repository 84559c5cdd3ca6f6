/**
 * What live screens hear about, over the event feed. Events carry references, never texts: who may read what is decided where
 * the reference is followed.
 */
export type FeedEvent =
  /** To `cases`, `case:<id>` and `conversation:<id>`, and to `queues` when its place in a queue changed. */
  | { type: 'case.changed'; data: { id: string } }
  /** To `case:<id>` and `conversation:<id>`. */
  | { type: 'message.added'; data: { caseId: string; messageId: string } }
  /** To `case:<id>` and `conversation:<id>`: how far the message got. */
  | {
      type: 'message.changed';
      data: { caseId: string; messageId: string; state: 'delivered' | 'seen' | 'failed' };
    }
  /** To `case:<id>` and `conversation:<id>`: a file was fetched from its provider, or never can be. */
  | { type: 'file.changed'; data: { caseId: string; messageId: string; fileId: string } }
  /** To `case:<id>`. */
  | { type: 'journal.added'; data: { caseId: string; seq: number } }
  /** From customers to `case:<id>`, from bot and agents to `conversation:<id>`. */
  | { type: 'typing'; data: { caseId: string; from: 'customer' | 'bot' | 'agent'; on: boolean } }
  /** To `flows` and `flow:<id>`; `author` is who did it. */
  | { type: 'flow.changed'; data: { id: string } & Omit<FlowChange, 'flowId'> }
  /** To `articles`: that version was written, or says that the article was taken away. */
  | { type: 'article.changed'; data: { id: string; version: number } };

/** `draft-removed` names the revision that was the last. */
export type FlowChange = { flowId: string; author: string } & (
  | { what: 'draft-saved' | 'draft-removed'; revision: number }
  | { what: 'published'; hash: string; at: number }
  /** Running cases are being moved to another version; `place` says how far that is. */
  | { what: 'cases-moved'; move: string; place: string }
);

export const topicOf = {
  /** Every change of any case. */
  cases: 'cases',
  /** Cases that wait for a person. */
  queues: 'queues',
  case: (caseId: string) => `case:${caseId}`,
  conversation: (conversation: string) => `conversation:${conversation}`,
  /** Every change of any flow. */
  flows: 'flows',
  flow: (flowId: string) => `flow:${flowId}`,
  /** Every change of any article. */
  articles: 'articles',
} as const;
