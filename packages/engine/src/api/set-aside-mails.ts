import { z } from 'zod';
import type { TakeMail } from '../mail/take-mail.ts';
import type { Stores } from '../stores/database.ts';
import type { SetAsideMailRow } from '../stores/set-aside-mails.ts';
import { permissions } from './permissions.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { sendMailFile } from './serve-mail.ts';
import { id, idParams, noContent, time, wholeNumber } from './shapes.ts';
import type { StaffMember } from './staff.ts';

export type SetAsideMailsDeps = {
  stores: Pick<Stores, 'setAsideMails'>;
  takeMail: TakeMail | undefined;
  now: () => number;
};

const setAsideMail = z
  .object({
    id: z.string(),
    kind: z.string().meta({
      description:
        'Why: automatic, bounce, list, loop, unreadable, or refused (it does not say who wrote it).',
    }),
    at: time,
    from: z.string().optional().meta({ description: 'As the mail says; masked for who may only read.' }),
    subject: z.string(),
    text: z.string().optional().meta({ description: 'How it begins; for those who may take it.' }),
    bytes: z.int().optional(),
    takeable: z.boolean(),
  })
  .meta({ id: 'SetAsideMail' });

export function setAsideMailRoutes({ stores: { setAsideMails }, takeMail, now }: SetAsideMailsDeps): Route[] {
  async function waiting(id: string): Promise<SetAsideMailRow> {
    const row = await setAsideMails.get(id);
    if (row?.state !== 'waiting')
      throw new Problem('mail.not-found', 'GET /api/set-aside-mails lists those that wait.');
    return row;
  }

  return [
    staffRoute({
      method: 'get',
      path: '/api/set-aside-mails',
      tag: 'cases',
      summary: 'Mails that no case got and nobody answers, the newest first',
      query: z.strictObject({
        limit: wholeNumber(1, 200).optional(),
        before: wholeNumber(0, 9_999_999_999_999)
          .optional()
          .meta({ description: 'With `beforeId`: `next`.' }),
        beforeId: id.optional(),
      }),
      answer: {
        status: 200,
        schema: z.object({
          mails: z.array(setAsideMail),
          next: z.object({ before: time, beforeId: z.string() }).optional(),
        }),
        text: 'A page; `next` asks for the one after it.',
      },
      async handle({ query: { limit = 50, before: at, beforeId }, staff }) {
        const before = at === undefined ? undefined : { at, id: beforeId ?? '' };
        const found = await setAsideMails.waiting({ limit: limit + 1, ...(before && { before }) });
        const page = found.slice(0, limit);
        const last = found.length > limit ? page.at(-1) : undefined;
        return {
          mails: page.map((row) => mailOf(row, mayTake(staff))),
          ...(last && { next: { before: last.at, beforeId: last._id } }),
        };
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/set-aside-mails/{id}/original',
      tag: 'cases',
      summary: 'A mail that was set aside, to be saved',
      params: idParams,
      answer: { status: 200, raw: 'application/octet-stream', text: 'Its bytes, for a mail program.' },
      problems: ['mail.not-found'],
      async handle({ params, response }) {
        const { original } = await waiting(params.id);
        if (!original)
          throw new Problem('mail.not-found', 'Of mails above 200 kB only the beginning is kept.');
        sendMailFile(response, Buffer.from(original));
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/set-aside-mails/{id}/take',
      tag: 'cases',
      summary: 'Take a mail after all, as if a person had written it',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({ caseId: z.string().optional() }),
        text: 'It is a message of this case. Asked for twice, it is one message.',
      },
      problems: ['mail.not-found', 'mail.not-takeable'],
      async handle({ params, staff }) {
        const { original, came } = await waiting(params.id);
        if (!original || !came || !takeMail)
          throw new Problem('mail.not-takeable', 'It is too large, or does not say who wrote it.');
        const taken = await takeMail(Buffer.from(original), { ...came, accepted: true });
        if (taken.outcome === 'refused') throw new Problem('mail.not-takeable', taken.text);
        await setAsideMails.decide(params.id, 'taken', { by: staff.id, at: now() });
        return 'caseId' in taken && taken.caseId !== undefined ? { caseId: taken.caseId } : {};
      },
    }),
    staffRoute({
      method: 'delete',
      path: '/api/set-aside-mails/{id}',
      tag: 'cases',
      summary: 'Discard a mail that was set aside',
      params: idParams,
      answer: noContent('What it said is forgotten.'),
      problems: ['mail.not-found'],
      async handle({ params, staff }) {
        await waiting(params.id);
        await setAsideMails.decide(params.id, 'discarded', { by: staff.id, at: now() });
      },
    }),
  ];
}

function mayTake({ role }: Pick<StaffMember, 'role'>): boolean {
  return permissions['POST /api/set-aside-mails/{id}/take']?.includes(role) ?? false;
}

function mailOf(
  { _id, kind, at, from, subject, text, bytes, came }: SetAsideMailRow,
  whole: boolean,
): z.input<typeof setAsideMail> {
  return {
    id: _id,
    kind,
    at,
    subject,
    ...(from !== undefined && { from: whole ? from : masked(from) }),
    ...(whole && text !== undefined && { text }),
    ...(bytes !== undefined && { bytes }),
    takeable: came !== undefined,
  };
}

function masked(address: string): string {
  return address.replace(/^(.).*@/, '$1…@');
}
