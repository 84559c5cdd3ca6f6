import { z } from 'zod';
import type { AgentAction, CaseGateway } from '../cases/gateway.ts';
import { agentActionTypes } from '../cases/gateway.ts';
import type { Places } from '../cases/places.ts';
import { replyFiles } from '../cases/reply-files.ts';
import { maxFiles } from '@throughline/flow/file-limits';
import type { Attachment } from '@throughline/flow/message';
import { closedReasons } from '@throughline/nodes/place';
import type { Channels } from '../channels/index.ts';
import { attachedToReply } from '../files/desk-files.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import { caseSummary, caseSummaryOf } from './case-shapes.ts';
import type { Metrics } from './metrics.ts';
import { Problem } from './problems.ts';
import { knownQueues } from './queues.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { id, idParams, longText, words } from './shapes.ts';

export type CaseActionsDeps = {
  stores: Stores;
  places: Places;
  gateway: Pick<CaseGateway, 'act'>;
  channels: Channels;
  metrics: Metrics;
  now: () => number;
};

const action = z
  .uuid()
  .meta({ description: 'Made by the client: a request that is sent again is one action.' });
const reason = words.min(1).max(200).optional();

const agentAction = z
  .discriminatedUnion('type', [
    z.strictObject({ action, type: z.literal('claim') }),
    z
      .strictObject({ action, type: z.literal('type') })
      .meta({ description: 'The agent begins to write: the bot is silent from here on.' }),
    z
      .strictObject({
        action,
        type: z.literal('reply'),
        text: longText(8_000).optional(),
        attachments: z
          .array(z.uuid())
          .min(1)
          .max(maxFiles)
          .optional()
          .meta({ description: 'Files that were uploaded before; with some, the text may be left out.' }),
      })
      .refine(({ text, attachments }) => text !== undefined || attachments !== undefined, {
        path: ['text'],
        error: 'is empty.',
      }),
    z.strictObject({ action, type: z.literal('note'), text: longText(8_000) }),
    z.strictObject({ action, type: z.literal('return'), text: longText(2_000).optional() }),
    z.strictObject({ action, type: z.literal('transfer'), queue: words.min(1), reason }),
    z
      .strictObject({ action, type: z.literal('move'), conversation: id })
      .meta({ description: 'The answers go there; one of GET /api/cases/{id}/places.' }),
    z.strictObject({ action, type: z.literal('close'), reason }),
    z
      .strictObject({
        action,
        type: z.literal('promise'),
        promise: z.strictObject({
          id: words.min(1).max(300),
          text: words.min(1).max(300),
          dueAt: z.int().min(0).optional(),
          message: words.min(1).max(300),
        }),
      })
      .meta({ description: 'The customer was promised this; when it comes due, the case wakes up.' }),
    z.strictObject({
      action,
      type: z.literal('settle'),
      promise: words.min(1).max(300),
      as: z.enum(['kept', 'broken']),
    }),
  ])
  .meta({ id: 'AgentAction' });

export function caseActionRoutes(deps: CaseActionsDeps): Route[] {
  const { stores, places, gateway, channels, metrics, now } = deps;
  return [
    staffRoute({
      method: 'post',
      path: '/api/cases/{id}/actions',
      tag: 'cases',
      summary: `Act on a case: ${agentActionTypes.join(', ')}`,
      params: idParams,
      body: agentAction,
      answer: { status: 200, schema: z.object({ case: caseSummary }), text: 'The case after the action.' },
      problems: [
        'case.not-found',
        'case.closed',
        'case.owned-by-another-agent',
        'case.already-owned',
        'case.not-owner',
        'case.unknown-queue',
        'case.unknown-promise',
        'case.too-many-promises',
        'case.unreachable',
        'case.joined',
        'message.unknown-file',
        'file.not-on-channel',
      ],
      limit: 'api',
      handle: async ({ params, body, staff }) => {
        const before = await stores.cases.get(params.id);
        if (!before) throw new Problem('case.not-found', 'GET /api/cases lists them.');
        if (body.type === 'transfer' && !(await knownQueues(stores)).has(body.queue)) {
          throw new Problem('case.unknown-queue', 'GET /api/queues lists the queues.', {
            errors: [
              {
                field: 'queue',
                code: 'unknown',
                text: 'is not a queue of any flow.',
                fix: 'Choose one of GET /api/queues.',
              },
            ],
          });
        }
        const asked = actionOf(body, staff);
        const to = body.type === 'move' ? await placeFor(before._id, body.conversation) : undefined;
        const attachments =
          body.type === 'reply' && body.attachments
            ? await attachedTo(before, asked, body.attachments)
            : undefined;
        const result = await gateway.act(before._id, {
          ...asked,
          ...(to && { to }),
          ...(attachments && { attachments }),
        });
        metrics.actions.inc({ type: body.type, outcome: result.ok ? 'done' : 'refused' });
        if (!result.ok) {
          // A refused update leaves no trace in a history.
          await stores.users.log({
            at: now(),
            actor: staff.id,
            action: `case.${body.type}`,
            subject: before._id,
            outcome: 'refused',
            reason: result.code,
          });
          throw new Problem(result.code, result.text);
        }
        const row = (await stores.cases.get(before._id)) ?? before;
        return { case: caseSummaryOf(row, await stores.customers.get(row.customerId)) };
      },
    }),
  ];

  async function placeFor(caseId: string, wanted: string) {
    const place = await places.open(caseId, wanted);
    if (!place) throw new Problem('case.unreachable', 'GET /api/cases/{id}/places lists the places.');
    const { channel, closed } = place;
    if (closed) throw new Problem('case.unreachable', closedReasons[closed]);
    return { channel, conversation: wanted };
  }

  async function attachedTo(row: CaseRow, { action }: AgentAction, ids: string[]): Promise<Attachment[]> {
    const to = row.reach ?? (await places.of(row._id)).find(({ current }) => current);
    const there = to && channels[to.channel];
    if (there && replyFiles(there.capabilities) === 'none')
      throw new Problem('file.not-on-channel', 'The answer goes to a telephone: send it elsewhere.');
    return attachedToReply(stores.files, { caseId: row._id, ids, send: `${row._id}:${action}` });
  }
}

/** Two agents' clients cannot make the same action id. */
function actionOf(
  { action, ...body }: z.output<typeof agentAction>,
  { id, name }: { id: string; name: string },
): AgentAction {
  const head = { action: `${id}:${action}`, agent: { id, name } };
  if (body.type === 'promise') {
    const { message, dueAt, ...promise } = body.promise;
    const made = { ...promise, messages: [message], ...(dueAt !== undefined && { dueAt }) };
    return { ...head, type: 'promise', promise: made };
  }
  if (body.type === 'settle') return { ...head, type: 'settle', settles: body.promise, as: body.as };
  const { attachments: _, ...told } = { attachments: undefined, ...body };
  const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  return { ...(given as Pick<AgentAction, 'type'>), ...head };
}
