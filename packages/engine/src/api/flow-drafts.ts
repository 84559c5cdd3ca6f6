import { z } from 'zod';
import type { JsonObject } from '@throughline/flow/json';
import { flowSchema } from '@throughline/flow/schema';
import { tellFlowChange } from '../flows/tell-flow-change.ts';
import type { Stores } from '../stores/database.ts';
import type { FlowDraft, FlowDraftFacts } from '../stores/flow-drafts.ts';
import { flowBytes, flowHash, refuseOtherFlow } from './flow-shapes.ts';
import type { Person } from './people.ts';
import { person, readPeople } from './people.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { id, idParams, noContent, time, wholeNumber } from './shapes.ts';

export type FlowDraftsDeps = { stores: Pick<Stores, 'flowDrafts' | 'users' | 'feed'>; now: () => number };

const slugParams = z.strictObject({ id: flowSchema.shape.id });
const revision = z.int().min(0);
const base = flowHash.nullable();

export const draftFacts = z
  .object({ author: person, mine: z.boolean(), title: z.string(), base, revision, updatedAt: time })
  .meta({ id: 'FlowDraft' });

const drawn = z
  .record(z.string(), z.unknown())
  .meta({ description: 'A flow as it is drawn; it may have errors.' });

export function flowDraftRoutes({ stores, now }: FlowDraftsDeps): Route[] {
  const { flowDrafts, users } = stores;

  async function read(flowId: string, author: string): Promise<FlowDraft> {
    const draft = await flowDrafts.get(flowId, author);
    if (!draft) throw new Problem('draft.not-found', `GET /api/flows/${flowId}/drafts lists them.`);
    return draft;
  }

  return [
    staffRoute({
      method: 'get',
      path: '/api/flows/{id}/draft',
      tag: 'flows',
      summary: 'Your draft of a flow',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({ flow: drawn, base, revision, updatedAt: time }),
        text: 'As it was saved last.',
      },
      problems: ['draft.not-found'],
      handle: async ({ params, staff }) => {
        const draft = await read(params.id, staff.id);
        return { flow: draft.flow, base: draft.base, revision: draft.revision, updatedAt: draft.updatedAt };
      },
    }),
    staffRoute({
      method: 'put',
      path: '/api/flows/{id}/draft',
      tag: 'flows',
      summary: 'Save your draft of a flow; nobody else sees it as theirs, and no case runs it',
      params: slugParams,
      body: z.strictObject({
        flow: drawn,
        base,
        revision: revision.meta({ description: 'The one you have; 0 begins a draft.' }),
      }),
      bodyLimitBytes: flowBytes,
      answer: {
        status: 200,
        schema: z.object({ revision, updatedAt: time }),
        text: 'The revision to name with the next save.',
      },
      problems: ['draft.conflict', 'body.invalid'],
      handle: async ({ params, body, staff }) => {
        refuseOtherFlow(body.flow, params.id, 'body.invalid');
        const draft = { flowId: params.id, author: staff.id };
        // Read from JSON, so it is JSON.
        const flow = body.flow as JsonObject;
        const saved = await flowDrafts.save({ ...draft, ...body, flow, at: now() });
        if (!saved.ok) throw conflict(saved.stands);
        await tellFlowChange(stores.feed, { ...draft, what: 'draft-saved', revision: saved.revision });
        return { revision: saved.revision, updatedAt: saved.updatedAt };
      },
    }),
    staffRoute({
      method: 'delete',
      path: '/api/flows/{id}/draft',
      tag: 'flows',
      summary: 'Throw your draft of a flow away',
      params: idParams,
      answer: noContent('It is gone.'),
      problems: ['draft.not-found'],
      handle: async ({ params, staff }) => {
        const { flowId, author, revision: seen } = await read(params.id, staff.id);
        await flowDrafts.remove({ flowId, author, at: now() });
        await tellFlowChange(stores.feed, { flowId, author, what: 'draft-removed', revision: seen });
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/flows/{id}/drafts',
      tag: 'flows',
      summary: 'Who has a draft of a flow',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({ drafts: z.array(draftFacts) }),
        text: 'The last written first, without what is drawn.',
      },
      handle: async ({ params, staff }) => {
        const [drafts, who] = await Promise.all([flowDrafts.list(params.id), readPeople(users)]);
        return { drafts: drafts.map((draft) => shownDraft(draft, who, staff.id)) };
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/flows/{id}/drafts/{author}',
      tag: 'flows',
      summary: 'Somebody’s draft of a flow, to compare, merge or take over',
      params: idParams.extend({ author: id }),
      answer: { status: 200, schema: draftFacts.extend({ flow: drawn }), text: 'As it was saved last.' },
      problems: ['draft.not-found'],
      handle: async ({ params, staff }) => {
        const [draft, who] = await Promise.all([read(params.id, params.author), readPeople(users)]);
        return { ...shownDraft(draft, who, staff.id), flow: draft.flow };
      },
    }),
    staffRoute({
      method: 'delete',
      path: '/api/flows/{id}/drafts/{author}',
      tag: 'flows',
      summary: 'Remove somebody’s draft of a flow that was abandoned, as it was seen',
      params: idParams.extend({ author: id }),
      query: z.strictObject({
        revision: wholeNumber(1, 9e14).meta({ description: 'The one you have read.' }),
      }),
      answer: noContent('It is gone, and the record of changes says who removed it.'),
      problems: ['draft.not-found', 'draft.conflict'],
      handle: async ({ params, query: { revision: seen }, staff }) => {
        const { flowId, author, title, revision: stands } = await read(params.id, params.author);
        const at = now();
        if (!(await flowDrafts.remove({ flowId, author, revision: seen, at }))) {
          const detail = `The author saved revision ${stands} since you read it. Read it again before you remove it.`;
          throw new Problem('draft.conflict', detail, { details: { revision: stands } });
        }
        const who = await readPeople(users);
        await users.log({
          ...{ at, actor: staff.id, action: 'flow.draft-remove', subject: flowId, outcome: 'done' },
          details: { of: who(author).name, title, revision: seen },
        });
        await tellFlowChange(stores.feed, { flowId, author, what: 'draft-removed', revision: seen });
      },
    }),
  ];
}

export function shownDraft(
  { author, title, base, revision, updatedAt }: FlowDraftFacts,
  who: (id: string) => Person,
  reader: string,
): z.infer<typeof draftFacts> {
  return { author: who(author), mine: author === reader, title, base, revision, updatedAt };
}

function conflict(stands: FlowDraftFacts | null): Problem {
  if (!stands) {
    const detail =
      'It was thrown away or published in another window. Save with revision 0 to begin it again.';
    return new Problem('draft.conflict', detail, { details: { removed: true } });
  }
  const { revision: current, updatedAt } = stands;
  const detail = `Another window saved revision ${current}. Read it and bring your changes in, or save over it by naming that revision.`;
  return new Problem('draft.conflict', detail, { details: { revision: current, updatedAt } });
}
