import type { EventStream } from '../api/event-stream.ts';
import type { FeedEvent } from '../cases/feed-events.ts';
import { topicOf } from '../cases/feed-events.ts';
import type { CaseRow, CaseStore } from '../stores/cases.ts';
import type { FeedStore } from '../stores/feed.ts';
import type { MessageRow, MessageStore } from '../stores/messages.ts';
import { chatMessageOf, clientIdOf } from './chat-message.ts';
import { chatStatusOf } from './webchat-status.ts';

export type ChatStreamDeps = {
  feed: FeedStore;
  messages: MessageStore;
  cases: CaseStore;
  now: () => number;
};

/**
 * Follows a conversation for one open window, until it closes. Messages are read from the message store, after `afterSeq` and
 * in order; the feed only says when to look. So an event that is lost or doubled changes nothing, and `Last-Event-ID` is the
 * seq of a message. Rejects when the stores cannot be read.
 */
export async function followConversation(
  deps: ChatStreamDeps,
  stream: EventStream,
  conversation: string,
  afterSeq: number,
): Promise<void> {
  const view = createView(deps, stream, conversation, afterSeq);
  const after = await deps.feed.last();
  await view.catchUp();
  // An event that never came (its process died before it was told) must not leave a message unshown.
  stream.onHeartbeat(view.catchUp);
  await deps.feed.follow({
    after,
    topics: [topicOf.conversation(conversation)],
    signal: stream.signal,
    onEvents: async (events) => {
      for (const event of events as unknown as FeedEvent[]) view.show(event);
      await view.catchUp();
    },
  });
}

function createView(deps: ChatStreamDeps, stream: EventStream, conversation: string, afterSeq: number) {
  let seq = afterSeq;
  let caseId: string | undefined;
  let status = '';
  let looking = Promise.resolve();

  /** One look at a time, so that each message goes out once and in order. */
  function catchUp(): Promise<void> {
    looking = looking.then(look);
    return looking;
  }

  async function look(): Promise<void> {
    for (;;) {
      const page = await deps.messages.byConversation(conversation, { afterSeq: seq, limit: 200 });
      if (page.length === 0 || stream.signal.aborted) break;
      for (const row of page) sendMessage(row);
      await confirm(page);
    }
    await sendStatus();
  }

  function sendMessage(row: MessageRow): void {
    const message = chatMessageOf(row);
    if (message) stream.send({ type: 'message', id: row.seq, data: message });
    seq = row.seq;
    caseId = row.caseId;
  }

  /** What was written to an open window counts as delivered. */
  async function confirm(rows: MessageRow[]): Promise<void> {
    const fresh = rows.filter(
      (row) => (row.from === 'bot' || row.from === 'agent') && row.delivery === 'stored',
    );
    if (fresh.length === 0) return;
    await deps.messages.markDelivered(
      fresh.map((row) => row._id),
      deps.now(),
    );
    for (const row of fresh) await deps.feed.append(messageChanged(row, 'delivered'));
  }

  async function sendStatus(): Promise<void> {
    caseId ??= await caseOf(deps.messages, conversation);
    const current = chatStatusOf(await caseNow());
    if (JSON.stringify(current) === status) return;
    status = JSON.stringify(current);
    stream.send({ type: 'status', data: current });
  }

  /** To the customer a joined case is the one that it goes on in: nothing was closed. */
  async function caseNow(): Promise<CaseRow | null> {
    const row = caseId === undefined ? null : await deps.cases.get(caseId);
    const goesOnIn = row?.joinedInto && (await caseOf(deps.messages, conversation));
    return goesOnIn ? deps.cases.get(goesOnIn) : row;
  }

  function show(event: FeedEvent): void {
    if (event.type === 'typing' && event.data.from !== 'customer') {
      stream.send({ type: 'typing', data: { from: event.data.from, on: event.data.on } });
    }
    if (event.type === 'message.changed') {
      const { messageId, state } = event.data;
      stream.send({ type: 'delivery', data: { id: clientIdOf(conversation, messageId), state } });
    }
  }

  return { catchUp, show };
}

/** The case that the conversation's newest message belongs to. */
export async function caseOf(messages: MessageStore, conversation: string): Promise<string | undefined> {
  return (await messages.lastOf(conversation))?.caseId;
}

/** The feed's word that messages got somewhere; the same one twice is one. */
export function messageChanged(row: MessageRow, state: 'delivered' | 'seen') {
  const event: FeedEvent = {
    type: 'message.changed',
    data: { caseId: row.caseId, messageId: row._id, state },
  };
  return {
    key: `message:${row._id}:${state}`,
    topics: [topicOf.case(row.caseId), topicOf.conversation(row.conversation)],
    ...event,
  };
}
