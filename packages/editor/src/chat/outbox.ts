import { ChatRefusal, type ChatApi } from './chat-api.ts';
import * as queues from './resend-queue.ts';
import type { OutgoingMessage } from './protocol.ts';
import type { TranscriptAction } from './transcript.ts';
import { isTokenRefused, type VisitorSession } from './visitor-session.ts';

export type Outbox = ReturnType<typeof createOutbox>;

/** What the visitor has written. */
export type Said = Pick<OutgoingMessage, 'text' | 'choice' | 'attachments'>;

export type OutboxOptions = {
  api: Pick<ChatApi, 'send'>;
  /** What an earlier page left. */
  queue: queues.ResendQueue;
  /** By which messages can go now; none while there is no conversation. */
  session(): VisitorSession | undefined;
  dispatch(action: TranscriptAction): void;
  /** The queue is not what it was: to be kept over a reload. */
  onChange(): void;
  /** A try says whether the server is there. */
  onReached(reached: boolean): void;
  onTokenRefused(token: string): void;
};

/**
 * Messages on their way: one at a time, in order, again until the server has them. Each goes only in a conversation of the
 * one who wrote it.
 */
export function createOutbox(options: OutboxOptions) {
  const { api, dispatch, onChange } = options;
  let { queue } = options;
  let sending = false;
  let settled = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;

  return {
    get queue() {
      return queue;
    },
    /** `subject`: the account of the one who writes. */
    add(said: Said, subject: string | undefined): void {
      const message = { id: crypto.randomUUID(), ...said, at: Date.now() };
      queue = queues.enqueue(queue, message, subject);
      dispatch({ type: 'queued', message });
      onChange();
      flush();
    },
    retry(id: string): void {
      queue = queues.hurry(queue, id);
      const message = queue.find((queued) => queued.id === id);
      if (message) dispatch({ type: 'queued', message });
      flush();
    },
    discard(id: string): void {
      queue = queues.accepted(queue, id);
      dispatch({ type: 'discarded', id });
      onChange();
    },
    /** The line is there again: no need to wait any longer. */
    hurry(): void {
      queue = queues.hurry(queue);
      flush();
    },
    /** Shows what waits, in a transcript that begins anew. */
    show(): void {
      for (const message of queue) {
        dispatch({ type: 'queued', message });
        if (message.refused !== undefined)
          dispatch({ type: 'refused', id: message.id, reason: message.refused });
      }
    },
    /** Somebody else is at the page: what was written by others is forgotten. `subject` undefined keeps what nobody signed. */
    keepOnly(subjects: (string | undefined)[]): void {
      queue = queue.filter((message) => subjects.includes(message.subject));
    },
    /** The stranger has a name now: what they wrote is theirs. */
    handTo(subject: string | undefined): void {
      queue = queues.handTo(queue, subject);
    },
    flush,
    /** When the message that is just going has gone, or failed to. */
    settled: (): Promise<void> => settled,
    stop: () => clearTimeout(timer),
  };

  function flush(): void {
    if (!sending) settled = sendAll();
  }

  async function sendAll(): Promise<void> {
    sending = true;
    clearTimeout(timer);
    try {
      for (;;) {
        const session = options.session();
        const due = session && queues.nextToSend(queue, Date.now(), session.subject);
        if (due && 'waitMs' in due) timer = setTimeout(flush, due.waitMs);
        if (!session || !due || 'waitMs' in due) return;
        await post(due.message, session.token);
        onChange();
      }
    } finally {
      sending = false;
    }
  }

  async function post(queued: queues.QueuedMessage, token: string): Promise<void> {
    const { id, text, choice, attachments, at } = queued;
    try {
      const answer = await api.send(token, {
        ...{ id, text, at },
        ...(choice ? { choice } : {}),
        ...(attachments ? { attachments } : {}),
      });
      queue = queues.accepted(queue, id);
      dispatch({ type: 'accepted', id, serverId: answer.id });
      // A try before this one may have said otherwise while the stream stayed open.
      options.onReached(true);
    } catch (error) {
      const refusal = error instanceof ChatRefusal ? error : undefined;
      if (isTokenRefused(error)) {
        queue = queues.postpone(queue, id, Date.now(), Math.random());
        options.onTokenRefused(token);
      } else if (refusal && refusal.status < 500 && refusal.status !== 429 && refusal.status !== 408) {
        queue = queues.refuse(queue, id, refusal.message);
        dispatch({ type: 'refused', id, reason: refusal.message });
      } else {
        queue = queues.postpone(queue, id, Date.now(), Math.random(), refusal?.retryAfterMs);
        dispatch({ type: 'waiting', id });
        if (!refusal) options.onReached(false);
      }
    }
  }
}
