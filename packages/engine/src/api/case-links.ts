import { z } from 'zod';
import type { CaseGateway, LinkResult } from '../cases/gateway.ts';
import type { CaseLinkRow } from '../stores/case-links.ts';
import type { Stores } from '../stores/database.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import type { StaffMember } from './staff.ts';
import { id, idParams, time } from './shapes.ts';

export type CaseLinksDeps = {
  stores: Stores;
  gateway: Pick<CaseGateway, 'join' | 'split' | 'undoLink'>;
  now: () => number;
};

const end = z.object({ id: z.string(), issue: z.string().optional() });
const author = z.object({ id: z.string(), name: z.string() });

export const caseLink = z
  .object({
    id: z.string(),
    kind: z.enum(['join', 'split']),
    from: end,
    into: end,
    messages: z.int().optional().meta({ description: 'How many went, by a split.' }),
    author,
    at: time,
    state: z.enum(['begun', 'done', 'undoing', 'undone', 'refused']),
    undone: z.object({ author, at: time }).optional(),
  })
  .meta({
    id: 'CaseLink',
    description:
      'Of a join, `from` goes on in `into`. Of a split, messages of `from` went into the new case `into`.',
  });

const action = z
  .uuid()
  .meta({ description: 'Made by the client: a request that is sent again is one action.' });
const answer = { status: 200, schema: z.object({ link: caseLink }) } as const;

export function caseLinkRoutes({ stores, gateway, now }: CaseLinksDeps): Route[] {
  async function answerWith(result: LinkResult, what: string, caseId: string, staff: StaffMember) {
    const log = { at: now(), actor: staff.id, action: `case.${what}`, subject: caseId };
    if (!result.ok) {
      await stores.users.log({ ...log, outcome: 'refused', reason: result.code });
      throw new Problem(result.code, result.text);
    }
    const { _id: link, from, into } = result.link;
    await stores.users.log({ ...log, outcome: 'done', details: { link, from, into } });
    return { link: (await caseLinksOf(stores, [result.link]))[0]! };
  }

  return [
    staffRoute({
      method: 'post',
      path: '/api/cases/{id}/join',
      tag: 'cases',
      summary: 'Let an open case of the customer go on in another one: nothing is said, and it can be undone',
      params: idParams,
      body: z.strictObject({ action, into: id }),
      answer: { ...answer, text: 'How the cases are linked now.' },
      problems: [
        ...(['case.not-found', 'case.same', 'case.erased', 'case.closed', 'case.joined'] as const),
        ...(['case.other-customer', 'case.owned-by-another-agent', 'case.busy'] as const),
      ],
      handle: async ({ params, body, staff }) => {
        const request = { action: actionId(staff, body.action), agent: agentOf(staff), into: body.into };
        return answerWith(await gateway.join(params.id, request), 'join', params.id, staff);
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/cases/{id}/split',
      tag: 'cases',
      summary:
        'Move messages of the customer into a new case, which is yours: a second issue goes its own way',
      params: idParams,
      body: z.strictObject({ action, messages: z.array(id).min(1).max(50) }),
      answer: { ...answer, text: 'How the cases are linked now; `into` is the new one.' },
      problems: [
        ...(['case.not-found', 'case.erased', 'case.closed', 'case.joined', 'case.not-owner'] as const),
        ...(['case.owned-by-another-agent', 'case.nothing-left', 'case.busy'] as const),
      ],
      handle: async ({ params, body, staff }) => {
        const messages = [...new Set(body.messages)];
        const request = { action: actionId(staff, body.action), agent: agentOf(staff), messages };
        return answerWith(await gateway.split(params.id, request), 'split', params.id, staff);
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/cases/{id}/links/{link}/undo',
      tag: 'cases',
      summary:
        'Undo a join or a split: the cases are as they were, what was said since stays where it was said',
      params: z.strictObject({ id, link: id }),
      body: z.strictObject({ action }),
      answer: { ...answer, text: 'The link that was.' },
      problems: [
        ...(['case.not-found', 'link.not-found', 'link.not-last', 'case.erased', 'case.joined'] as const),
        ...(['case.owned-by-another-agent', 'case.busy'] as const),
      ],
      handle: async ({ params, body, staff }) => {
        const known = await stores.caseLinks.get(params.link);
        if (!known || ![known.from, known.into].includes(params.id))
          throw new Problem('link.not-found', 'GET /api/cases/{id} lists them.');
        const request = { action: actionId(staff, body.action), agent: agentOf(staff) };
        return answerWith(await gateway.undoLink(known._id, request), 'undo-link', params.id, staff);
      },
    }),
  ];
}

/** As people see them: with what each case is about. */
export async function caseLinksOf(
  { cases }: Pick<Stores, 'cases'>,
  rows: CaseLinkRow[],
): Promise<z.input<typeof caseLink>[]> {
  const ids = [...new Set(rows.flatMap(({ from, into }) => [from, into]))];
  const found = await Promise.all(ids.map((one) => cases.get(one)));
  const issues = new Map(found.map((row) => [row?._id, row?.brief?.issue?.text]));
  const endOf = (one: string) => {
    const issue = issues.get(one);
    return { id: one, ...(issue !== undefined && { issue }) };
  };
  return rows.map(({ _id, kind, from, into, messages, author: by, at, state, undone }) => ({
    ...{ id: _id, kind, from: endOf(from), into: endOf(into), author: by, at, state },
    ...(messages && { messages: messages.length }),
    ...(undone && { undone: { author: undone.author, at: undone.at } }),
  }));
}

/** Two agents' clients cannot make the same action id. */
function actionId({ id: staffId }: StaffMember, given: string): string {
  return `${staffId}:${given}`;
}

function agentOf({ id: staffId, name }: StaffMember) {
  return { id: staffId, name };
}
