import { z } from 'zod';
import { maxFiles } from '@throughline/flow/file-limits';
import { fieldErrors } from '../api/field-errors.ts';
import type { PortalCustomer, PortalCustomers } from '../portal/portal-customer.ts';
import type { FeedStore } from '../stores/feed.ts';
import type { Channel } from './channel.ts';
import { messageIdOf } from './chat-message.ts';
import { cleanText } from './clean-text.ts';
import { sendByFeed } from './send-by-feed.ts';

export type PortalDeps = {
  portalCustomers: Pick<PortalCustomers, 'byCookie'>;
  feed: Pick<FeedStore, 'append'>;
};

export const maxPortalText = 8_000;

/** What the portal sends. `id` is made by the page: a resend of the same message carries the same one. */
export const portalMessage = z
  .strictObject({
    id: z.uuid(),
    text: z.string().max(maxPortalText).transform(cleanText),
    /** The case it is about, which it opens again if it is closed; a new one where it is left out. */
    case: z.string().min(1).max(200).optional(),
    attachments: z.array(z.uuid()).min(1).max(maxFiles).optional(),
    choice: z.string().min(1).max(200).optional(),
    language: z
      .string()
      .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'is not a language tag such as en or pt-BR.')
      .optional(),
  })
  .refine(({ text, attachments }) => text !== '' || attachments !== undefined, {
    path: ['text'],
    error: 'is empty.',
  })
  .meta({ id: 'PortalMessageToSend' });

/** The self-service portal. Messages to the customer lie in the message store; the feed wakes the pages that are open. */
export function createPortal({ portalCustomers, feed }: PortalDeps): Channel<PortalCustomer> {
  return {
    name: 'portal',
    title: 'Portal',
    capabilities: {
      maxTextLength: maxPortalText,
      choices: 'buttons',
      maxChoices: 12,
      maxLabelLength: 200,
      sources: 'text',
      typing: true,
      receipts: 'none',
      attachments: true,
      sendsFiles: true,
      canOpen: false,
      spoken: false,
    },
    knowsSends: true,
    async verify({ headers, at }) {
      const known = await portalCustomers.byCookie(headers['cookie'], at);
      return known
        ? { ok: true, proof: known.customer }
        : { ok: false, code: 'missing', text: 'Sign in with a one-time code.' };
    },
    parse({ body, at }, customer) {
      const read = portalMessage.safeParse(body);
      if (!read.success) return { ok: false, issues: fieldErrors(read.error.issues) };
      const { id, text, attachments, choice, language, case: about } = read.data;
      const { conversation, identifier } = customer;
      const messageId = messageIdOf(conversation, id);
      return {
        ok: true,
        messages: [
          {
            channel: 'portal',
            providerMessageId: messageId,
            ...{ conversation, messageId, text, at },
            identifiers: [{ ...identifier, level: 'verified', evidence: 'one-time-code' }],
            ...(about === undefined ? { opensCase: true } : { about }),
            ...(choice !== undefined && { choice }),
            ...(language !== undefined && { language }),
            ...(attachments && {
              attachments: [...new Set(attachments)].map((file) => ({ id: messageIdOf(conversation, file) })),
            }),
          },
        ],
      };
    },
    send: (message) => sendByFeed(feed, message),
  };
}
