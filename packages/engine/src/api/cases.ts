import { z } from 'zod';
import type { CaseGateway } from '../cases/gateway.ts';
import { topicOf } from '../cases/feed-events.ts';
import { proposePromises } from '../cases/propose-promises.ts';
import type { ReadPromises } from '../cases/read-promises.ts';
import { parseCursor } from '../stores/case-list.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { Stores } from '../stores/database.ts';
import { callback, callbackOf } from './case-callbacks.ts';
import { caseLink, caseLinksOf } from './case-links.ts';
import {
  brief,
  caseSummary,
  caseSummaryOf,
  identifier,
  proposedPromise,
  staffMessage,
  staffMessageOf,
  suggestion,
} from './case-shapes.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { id, idParams, noContent, time, wholeNumber, words } from './shapes.ts';

export type CasesDeps = {
  stores: Stores;
  gateway: Pick<CaseGateway, 'endErased'>;
  readPromises: ReadPromises;
  now: () => number;
};

export function caseRoutes({ stores, gateway, readPromises, now }: CasesDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/cases',
      tag: 'cases',
      summary: 'Cases, the last changed first',
      query: z.strictObject({
        owner: z.enum(['flow', 'queue', 'agent', 'nobody']).optional(),
        queue: words.optional(),
        agent: id.optional().meta({ description: 'Id of an agent; `me` for your own.' }),
        customer: id.optional(),
        conversation: id.optional().meta({ description: 'The conversation it was opened in.' }),
        text: words.optional(),
        limit: wholeNumber(1, 200).optional(),
        cursor: z
          .string()
          .max(400)
          .refine((cursor) => parseCursor(cursor), 'is not a cursor of this list.')
          .optional(),
      }),
      answer: {
        status: 200,
        schema: z.object({ cases: z.array(caseSummary), next: z.string().optional() }),
        text: 'A page; `next` is the cursor of the one after it.',
      },
      handle: async ({ query, staff }) => {
        const agentId = query.agent === 'me' ? staff.id : query.agent;
        const customer = query.customer && (await stores.customers.get(query.customer));
        const page = await stores.cases.list({
          ...(query.owner && { owner: query.owner }),
          ...(query.queue && { queue: query.queue }),
          ...(agentId && { agentId }),
          // Whoever turned out to be another is found by either id.
          ...(query.customer && { customerId: customer ? customer._id : query.customer }),
          ...(query.conversation && { conversation: query.conversation }),
          ...(query.text && { text: query.text }),
          ...(query.cursor && { cursor: query.cursor }),
          limit: query.limit ?? 50,
        });
        const customers = await Promise.all(page.cases.map((row) => stores.customers.get(row.customerId)));
        const live = await stores.calls.liveAmong(page.cases.map(talksOf), now());
        const cases = page.cases.map((row, index) => {
          const since = live.get(row._id)?.startedAt;
          return { ...caseSummaryOf(row, customers[index]), ...(since !== undefined && { call: { since } }) };
        });
        return { cases, ...(page.next !== undefined && { next: page.next }) };
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/cases/{id}',
      tag: 'cases',
      summary: 'A case with its customer, brief and messages over all channels',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({
          case: caseSummary,
          customer: z.object({
            id: z.string(),
            name: z.string().optional(),
            language: z.string().optional(),
            verified: z.boolean(),
            identifiers: z.array(identifier),
          }),
          brief: brief.optional(),
          messages: z.array(staffMessage),
          suggestion: suggestion.optional(),
          proposals: z.array(proposedPromise),
          links: z.array(caseLink),
          call: z
            .object({ since: time })
            .optional()
            .meta({ description: 'There while the customer is on the telephone.' }),
          callbacks: z
            .array(callback)
            .meta({ description: 'Calls to the customer that were asked for, the oldest first.' }),
        }),
        text: 'The case.',
      },
      problems: ['case.not-found'],
      handle: async ({ params }) => {
        const row = await stores.cases.get(params.id);
        if (!row) throw new Problem('case.not-found', 'GET /api/cases lists them.');
        const parts = await stores.caseLinks.partsOf(row._id);
        const [customer, identifiers, messages, flow, links, callbacks] = await Promise.all([
          stores.customers.facts(row.customerId),
          stores.customers.identifiersOf(row.customerId),
          stores.messages.shownIn(parts),
          stores.flows.byHash(row.flow.hash),
          stores.caseLinks.of([row._id]),
          stores.callbacks.ofCase(row._id),
        ]);
        const call = await stores.calls.liveOf({ caseId: row._id, conversations: callsIn(messages) }, now());
        const named = messages.flatMap(({ attachments = [] }) => attachments.map(({ id }) => id));
        const readings = await readPromises(row, messages);
        const files = new Map((await stores.files.rows(named)).map((file) => [file._id, file]));
        return {
          case: caseSummaryOf(row, customer),
          customer: {
            id: customer.id,
            ...(customer.name !== undefined && { name: customer.name }),
            ...(customer.language !== undefined && { language: customer.language }),
            verified: customer.verified,
            identifiers: identifiers.map(({ kind, value, level, author, at }) => ({
              kind,
              value,
              level,
              author,
              at,
            })),
          },
          ...(row.brief && { brief: row.brief }),
          messages: messages.map((message) => {
            const of = message.movedTo ?? message.caseId;
            return { ...staffMessageOf(message, files), ...(of !== row._id && { cameWith: of }) };
          }),
          ...(row.suggestion && { suggestion: row.suggestion }),
          links: await caseLinksOf(stores, links),
          proposals: proposePromises(row, messages, {
            readings,
            timeZone: flow?.plan.settings.timeZone ?? 'UTC',
          }),
          ...(call && { call: { since: call.startedAt } }),
          callbacks: callbacks.map(callbackOf),
        };
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/cases/{id}/dismissed-promises',
      tag: 'cases',
      summary: 'Say that what reads like a promise is none',
      params: idParams,
      body: z.strictObject({ promise: words.min(1).max(300) }),
      answer: noContent('It is not proposed again.'),
      problems: ['case.not-found'],
      handle: async ({ params, body }) => {
        if (!(await stores.cases.get(params.id)))
          throw new Problem('case.not-found', 'GET /api/cases lists them.');
        await stores.cases.dismissPromise(params.id, body.promise);
        await stores.feed.append({
          key: `dismissed:${params.id}:${body.promise}`,
          topics: [topicOf.case(params.id)],
          type: 'case.changed',
          data: { id: params.id },
        });
      },
    }),
    staffRoute({
      method: 'delete',
      path: '/api/cases/{id}',
      tag: 'cases',
      summary:
        'Erase what was said in a closed case and in those that it was joined with or split from, and their keys; the journals still verify',
      params: idParams,
      answer: noContent('It is gone for good.'),
      problems: ['case.not-found', 'case.open'],
      handle: async ({ params, staff }) => {
        const row = await stores.cases.get(params.id);
        if (!row) throw new Problem('case.not-found', 'GET /api/cases lists them.');
        const customer = await stores.customers.get(row.customerId);
        const related = await stores.caseLinks.relatedTo(row._id);
        for (const other of await Promise.all(related.map((one) => stores.cases.get(one))))
          if (
            other &&
            (other.owner !== 'nobody' || customer?.open.some(({ caseId }) => caseId === other._id))
          )
            throw new Problem(
              'case.open',
              `Close case ${other._id} first: a running case has to read itself.`,
            );
        const at = now();
        for (const caseId of related) {
          await stores.eraser.eraseCase(caseId, at);
          await gateway.endErased(caseId);
        }
        await stores.users.log({
          at,
          actor: staff.id,
          action: 'case.erase',
          subject: row._id,
          outcome: 'done',
        });
      },
    }),
  ];
}

/** Where the answers of a case go, if it is a call. */
function talksOf({ _id: caseId, reach }: CaseRow): { caseId: string; conversation?: string } {
  return { caseId, ...(reach?.channel === 'voice' && { conversation: reach.conversation }) };
}

/** Each call is a conversation of its own. */
function callsIn(messages: Pick<MessageRow, 'channel' | 'conversation'>[]): string[] {
  const spoken = messages.filter(({ channel }) => channel === 'voice');
  return [...new Set(spoken.map(({ conversation }) => conversation))];
}
