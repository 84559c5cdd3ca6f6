import { z } from 'zod';
import type { CallCustomer } from '../cases/call-customer.ts';
import { callableNumber } from '../cases/request-callback.ts';
import type { CallbackRow } from '../stores/callbacks.ts';
import type { Stores } from '../stores/database.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { idParams, time, words } from './shapes.ts';

export type CaseCallbacksDeps = {
  stores: Pick<Stores, 'cases' | 'users'>;
  callCustomer: CallCustomer;
  now: () => number;
};

const hourMs = 3_600_000;
const maxAheadMs = 14 * 24 * hourMs;

const telephone = words
  .max(50)
  .refine(
    (text) => callableNumber(text) !== undefined,
    'is no telephone number with its country, such as +447700900123.',
  );

const request = z
  .strictObject({
    action: z.uuid().meta({ description: 'Made by the client: a request that is sent again is one call.' }),
    by: z.enum(['bot', 'agent']).meta({ description: 'Who talks; an agent is called first.' }),
    number: telephone
      .optional()
      .meta({ description: 'Of the customer; without it, the one that is proven to be theirs.' }),
    own: telephone
      .optional()
      .meta({ description: 'Your own telephone, in place of the one that is set up for agents.' }),
    from: time.min(0).optional().meta({ description: 'Not before; without it, now.' }),
    until: time.min(0).optional().meta({ description: 'Not after; without it, an hour later.' }),
  })
  .meta({ id: 'CallbackRequest' });

export const callback = z
  .object({
    id: z.string(),
    by: z.enum(['bot', 'agent']),
    agent: z
      .object({ id: z.string(), name: z.string() })
      .optional()
      .meta({ description: 'Who asked for it; without one, the flow did.' }),
    state: z.enum(['waiting', 'placing', 'ringing', 'talking', 'done', 'missed', 'cancelled']),
    reason: z.string().optional().meta({ description: 'Why nobody was reached.' }),
    tried: z.int(),
    dueAt: time.optional().meta({ description: 'When it is to be tried next.' }),
    until: time.optional(),
    requestedAt: time,
    changedAt: time,
  })
  .meta({ id: 'Callback' });

export function callbackOf(row: CallbackRow): z.input<typeof callback> {
  const { _id: id, by, agent, state, reason, tried, dueAt, windows, requestedAt, changedAt } = row;
  const until = windows.at(-1)?.until;
  return {
    ...{ id, by, state, tried, requestedAt, changedAt },
    ...(agent && { agent }),
    ...(reason !== undefined && { reason }),
    ...(state === 'waiting' && { dueAt }),
    ...(until !== undefined && { until }),
  };
}

export function caseCallbackRoutes({ stores, callCustomer, now }: CaseCallbacksDeps): Route[] {
  return [
    staffRoute({
      method: 'post',
      path: '/api/cases/{id}/callbacks',
      tag: 'cases',
      summary: 'Have the customer called, by the bot or by yourself',
      params: idParams,
      body: request,
      answer: { status: 200, schema: z.object({ callback }), text: 'What is to be called, and when.' },
      problems: [
        'case.not-found',
        'case.closed',
        'case.joined',
        'case.erased',
        'callback.not-set-up',
        'callback.bot-silent',
        'callback.no-agent-number',
        'callback.no-number',
        'callback.under-way',
      ],
      limit: 'api',
      handle: async ({ params, body, staff }) => {
        const kase = await stores.cases.get(params.id);
        if (!kase) throw new Problem('case.not-found', 'GET /api/cases lists them.');
        const { action, by, number, own } = body;
        const result = await callCustomer(kase, {
          ...{ action, by, agent: { id: staff.id, name: staff.name }, ...windowOf(body, now()) },
          ...(number !== undefined && { number }),
          ...(own !== undefined && { own }),
        });
        await stores.users.log({
          ...{ at: now(), actor: staff.id, action: 'case.callback', subject: kase._id },
          ...(result.ok ? { outcome: 'done' } : { outcome: 'refused', reason: result.code }),
        });
        if (!result.ok) throw new Problem(result.code, result.text);
        return { callback: callbackOf(result.callback) };
      },
    }),
  ];
}

function windowOf(
  { from: wanted, until: most }: Pick<z.output<typeof request>, 'from' | 'until'>,
  at: number,
): { from: number; until: number } {
  const from = Math.max(wanted ?? at, at);
  const until = most ?? from + hourMs;
  const wrong =
    until <= from
      ? { code: 'too-early', text: 'is over before the call may come.', fix: 'Give a later moment.' }
      : until > at + maxAheadMs
        ? { code: 'too-late', text: 'is more than two weeks from now.', fix: 'Give an earlier moment.' }
        : undefined;
  if (wrong)
    throw new Problem('body.invalid', 'The call cannot come then.', {
      errors: [{ field: 'until', ...wrong }],
    });
  return { from, until };
}
