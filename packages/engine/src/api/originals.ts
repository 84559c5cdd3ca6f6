import type { InboundMessage } from '../cases/gateway.ts';
import type { Stores } from '../stores/database.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { sendMailFile, sendMailPage } from './serve-mail.ts';
import { idParams } from './shapes.ts';

export type OriginalsDeps = { stores: Pick<Stores, 'inbox'> };

export function originalRoutes({ stores }: OriginalsDeps): Route[] {
  /** A mail's message and its inbox row have one id; the payload of what was erased is gone. */
  async function originalOf(id: string): Promise<NonNullable<InboundMessage['original']> | undefined> {
    const row = await stores.inbox.get(id);
    const payload: Partial<InboundMessage> | undefined = row?.payload;
    return row?.caseId === undefined ? undefined : payload?.original;
  }

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
        const original = await originalOf(params.id);
        if (original?.mail === undefined)
          throw new Problem('file.not-found', 'Only mails of up to 500 kB have one, until they are erased.');
        sendMailFile(response, Buffer.from(original.mail, 'base64'));
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/messages/{id}/html',
      tag: 'cases',
      summary: 'The mail that a message came as, to be shown in a frame',
      params: idParams,
      answer: {
        status: 200,
        raw: 'text/html',
        text: 'Its HTML, made safe: no scripts, no pictures from elsewhere, no links that work.',
      },
      problems: ['file.not-found'],
      async handle({ params, response }) {
        const original = await originalOf(params.id);
        if (original?.html === undefined)
          throw new Problem('file.not-found', 'Only mails with HTML have it, until they are erased.');
        sendMailPage(response, original.html);
      },
    }),
  ];
}
