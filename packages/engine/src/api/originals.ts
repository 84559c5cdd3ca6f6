import type { InboundMessage } from '../cases/gateway.ts';
import type { Stores } from '../stores/database.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { idParams } from './shapes.ts';

export type OriginalsDeps = { stores: Pick<Stores, 'inbox'> };

export function originalRoutes({ stores }: OriginalsDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/messages/{id}/original',
      tag: 'cases',
      summary: 'The mail that a message came as, to be saved',
      params: idParams,
      answer: { status: 200, raw: 'application/octet-stream', text: 'Its bytes, for a mail program.' },
      problems: ['file.not-found'],
      async handle({ params, response }) {
        // A mail's message and its inbox row have one id; the payload of what was erased is gone.
        const row = await stores.inbox.get(params.id);
        const payload: Partial<InboundMessage> | undefined = row?.payload;
        const original = payload?.original;
        if (row?.caseId === undefined || original?.mail === undefined)
          throw new Problem('file.not-found', 'Only mails of up to 500 kB have one, until they are erased.');
        // Saved, never opened as a page of ours: the HTML in it is the sender's own.
        response
          .attachment('original.eml')
          .set({
            'Content-Type': 'application/octet-stream',
            'Content-Security-Policy': "sandbox; default-src 'none'",
            'X-Content-Type-Options': 'nosniff',
          })
          .send(Buffer.from(original.mail, 'base64'));
      },
    }),
  ];
}
