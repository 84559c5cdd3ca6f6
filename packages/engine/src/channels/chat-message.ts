import { z } from 'zod';
import type { MessageRow } from '../stores/messages.ts';

/** A file of a message, as a customer sees it. */
export const chatFile = z
  .object({ id: z.string(), name: z.string(), mediaType: z.string(), bytes: z.int() })
  .meta({ id: 'ChatFile' });

/** A message as a customer sees it. */
export const chatMessage = z
  .object({
    id: z.string(),
    seq: z.int(),
    from: z.enum(['customer', 'bot', 'agent']),
    author: z.string().optional(),
    text: z.string(),
    choices: z.array(z.object({ id: z.string(), label: z.string() })).optional(),
    sources: z.array(z.object({ articleId: z.string(), version: z.int(), title: z.string() })).optional(),
    attachments: z.array(chatFile).optional(),
    choice: z.string().optional(),
    at: z.int(),
    delivery: z.enum(['stored', 'delivered', 'seen', 'failed']),
  })
  .meta({ id: 'ChatMessage' });

export type ChatMessage = z.infer<typeof chatMessage>;

/** Null for what is not meant for the customer. */
export function chatMessageOf(row: MessageRow): ChatMessage | null {
  if (row.from === 'note') return null;
  return {
    id: clientIdOf(row.conversation, row._id),
    seq: row.seq,
    from: row.from,
    ...(row.from === 'agent' && row.author !== undefined && { author: row.author }),
    text: row.text,
    ...(row.choices && { choices: row.choices.map(({ id, label }) => ({ id, label })) }),
    ...(row.sources && {
      sources: row.sources.map(({ articleId, version, title }) => ({ articleId, version, title })),
    }),
    ...(row.attachments && {
      attachments: row.attachments.map(({ id, name, mediaType, bytes }) => ({
        id: clientIdOf(row.conversation, id),
        ...{ name, mediaType, bytes },
      })),
    }),
    ...(row.choice !== undefined && { choice: row.choice }),
    at: row.at,
    delivery: row.delivery,
  };
}

/** Ids made by a client are unique in its conversation only, so that nobody can name, or take, another's message. */
export function messageIdOf(conversation: string, clientId: string): string {
  return `${conversation}:${clientId}`;
}

/** The id by which the window knows its own message; other messages keep theirs. */
export function clientIdOf(conversation: string, messageId: string): string {
  return messageId.startsWith(`${conversation}:`) ? messageId.slice(conversation.length + 1) : messageId;
}
