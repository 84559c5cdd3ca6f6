import { z } from 'zod';
import { maxFiles } from '@throughline/flow/file-limits';
import type { InboundIdentifier, InboundMessage } from '../cases/gateway.ts';
import type { FeedStore } from '../stores/feed.ts';
import { fieldErrors } from '../api/field-errors.ts';
import type { Channel } from './channel.ts';
import { messageIdOf } from './chat-message.ts';
import { cleanText } from './clean-text.ts';
import { sendByFeed } from './send-by-feed.ts';
import type { Visitor, VisitorTokens } from './visitor-tokens.ts';

export type WebchatDeps = { tokens: VisitorTokens; feed: Pick<FeedStore, 'append'> };

export const maxTextLength = 8_000;

/** What a chat window sends. `id` is made by the window: a resend of the same message carries the same one. */
export const webchatMessage = z
  .strictObject({
    id: z.uuid(),
    text: z.string().max(60_000).transform(cleanText),
    /** Ids of files that were uploaded before; with some, the text may be empty. */
    attachments: z.array(z.uuid()).min(1).max(maxFiles).optional(),
    choice: z.string().min(1).max(200).optional(),
    /** The window's clock: shown nowhere, decides nothing. */
    at: z.int().min(0).optional(),
  })
  .refine(({ text, attachments }) => text !== '' || attachments !== undefined, {
    path: ['text'],
    error: 'is empty.',
  })
  .meta({ id: 'WebchatMessage' });

/** The chat window on the web. Messages to the customer lie in the message store; the feed wakes the windows that are open. */
export function createWebchat({ tokens, feed }: WebchatDeps): Channel<Visitor> {
  return {
    name: 'webchat',
    title: 'Web chat',
    capabilities: {
      maxTextLength,
      choices: 'buttons',
      maxChoices: 12,
      sources: 'links',
      typing: true,
      receipts: 'seen',
      attachments: true,
      sendsFiles: true,
      canOpen: false,
      maxLabelLength: 200,
      spoken: false,
      live: true,
    },
    knowsSends: true,
    async verify({ headers }) {
      const token = /^Bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
      if (token === undefined)
        return { ok: false, code: 'missing', text: 'Send the visitor token as Authorization: Bearer.' };
      const visitor = await tokens.read(token);
      return visitor
        ? { ok: true, proof: visitor }
        : { ok: false, code: 'invalid', text: 'Ask for a new visitor token.' };
    },
    parse({ body, at }, visitor) {
      const read = webchatMessage.safeParse(body);
      if (!read.success) return { ok: false, issues: fieldErrors(read.error.issues) };
      if (read.data.text.length > maxTextLength) {
        return {
          ok: false,
          issues: [
            {
              field: 'text',
              code: 'too-long',
              text: 'is too long.',
              fix: `Send at most ${maxTextLength} characters.`,
            },
          ],
        };
      }
      return { ok: true, messages: [inboundOf(read.data, visitor, tokens, at)] };
    },
    send: (message) => sendByFeed(feed, message),
  };
}

function inboundOf(
  message: z.output<typeof webchatMessage>,
  visitor: Visitor,
  tokens: VisitorTokens,
  at: number,
): InboundMessage {
  const messageId = messageIdOf(visitor.conversation, message.id);
  return {
    channel: 'webchat',
    providerMessageId: messageId,
    conversation: visitor.conversation,
    messageId,
    text: message.text,
    ...(message.choice !== undefined && { choice: message.choice }),
    at,
    ...(message.attachments && {
      attachments: [...new Set(message.attachments)].map((id) => ({
        id: messageIdOf(visitor.conversation, id),
      })),
    }),
    identifiers: identifiersOf(visitor, tokens),
    ...(visitor.identity?.name && { customerName: visitor.identity.name }),
    ...(visitor.locale && { language: visitor.locale }),
  };
}

/**
 * What comes first decides who it is: in an account's own conversation the account, which other channels know too; in one
 * that began without, the visitor, so that what was said before stays theirs. The page vouches for the account; that an
 * e-mail address belongs to it, it only says.
 */
function identifiersOf({ id, identity }: Visitor, tokens: VisitorTokens): InboundIdentifier[] {
  const visitor = {
    kind: 'webchat',
    value: id,
    level: 'verified',
    evidence: 'signed-visitor-token',
  } as const;
  if (!identity) return [visitor];
  const signed = { level: 'verified', evidence: 'signed-host-page' } as const;
  const account = { kind: 'account', value: identity.account, ...signed };
  const both = tokens.visitorOf(identity).id === id ? [account, visitor] : [visitor, account];
  return identity.email === undefined
    ? both
    : [...both, { kind: 'email', value: identity.email, level: 'claimed', evidence: 'signed-host-page' }];
}
