import { backoff } from './backoff.ts';
import type { OutgoingMessage } from './protocol.ts';

/**
 * Messages on their way to the server, oldest first. They go one at a time and in order; each keeps the id made for it,
 * so that a message whose answer got lost can safely go again. Plain data: it is kept in the browser over a reload.
 */
export type ResendQueue = QueuedMessage[];

export type QueuedMessage = OutgoingMessage & {
  attempts: number;
  notBefore: number;
  refused?: string;
  /** The account of the one who wrote it, if the page had named them. */
  subject?: string;
};

export type Next = { message: QueuedMessage } | { waitMs: number } | undefined;

export function enqueue(queue: ResendQueue, message: OutgoingMessage, subject?: string): ResendQueue {
  if (queue.some(({ id }) => id === message.id)) return queue;
  return [...queue, { ...message, attempts: 0, notBefore: 0, ...(subject === undefined ? {} : { subject }) }];
}

/**
 * The message of `subject` to send now, or how long to wait for it. A refused one waits for its author and holds up nobody,
 * nor does somebody else's.
 */
export function nextToSend(queue: ResendQueue, now: number, subject?: string): Next {
  const message = queue.find((queued) => queued.refused === undefined && queued.subject === subject);
  if (!message) return undefined;
  return message.notBefore <= now ? { message } : { waitMs: message.notBefore - now };
}

export function accepted(queue: ResendQueue, id: string): ResendQueue {
  return queue.filter((message) => message.id !== id);
}

/** The server was not reached, or asked to come back later (`retryAfterMs`). */
export function postpone(
  queue: ResendQueue,
  id: string,
  now: number,
  random: number,
  retryAfterMs = 0,
): ResendQueue {
  return change(queue, id, (message) => ({
    ...message,
    attempts: message.attempts + 1,
    notBefore: now + Math.max(retryAfterMs, backoff(message.attempts, random)),
  }));
}

/** The server will never take this message as it is. */
export function refuse(queue: ResendQueue, id: string, reason: string): ResendQueue {
  return change(queue, id, (message) => ({ ...message, refused: reason }));
}

/** The author asks to try again, or the connection is back: no need to wait any longer. */
export function hurry(queue: ResendQueue, id?: string): ResendQueue {
  return queue.map((message) => {
    if (id !== undefined && message.id !== id) return message;
    const { refused, ...rest } = message;
    const keepsRefusal = refused !== undefined && id === undefined;
    return { ...rest, notBefore: 0, ...(keepsRefusal ? { refused } : {}) };
  });
}

/** What was written before the page named its author becomes the message of `subject`. */
export function handTo(queue: ResendQueue, subject: string | undefined): ResendQueue {
  if (subject === undefined) return queue;
  return queue.map((message) => (message.subject === undefined ? { ...message, subject } : message));
}

/** Reads what an earlier page left, and drops what does not look like a message. */
export function restoreQueue(stored: unknown): ResendQueue {
  if (!Array.isArray(stored)) return [];
  return stored.filter(isQueuedMessage).map((message) => ({ ...message, notBefore: 0 }));
}

function isQueuedMessage(value: unknown): value is QueuedMessage {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Partial<Record<keyof QueuedMessage, unknown>>;
  return (
    typeof message.id === 'string' &&
    typeof message.text === 'string' &&
    typeof message.at === 'number' &&
    typeof message.attempts === 'number' &&
    (message.attachments === undefined || Array.isArray(message.attachments)) &&
    (message.subject === undefined || typeof message.subject === 'string')
  );
}

function change(
  queue: ResendQueue,
  id: string,
  edit: (message: QueuedMessage) => QueuedMessage,
): ResendQueue {
  return queue.map((message) => (message.id === id ? edit(message) : message));
}
