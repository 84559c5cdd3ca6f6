import { z } from 'zod';
import { topicOf } from '../cases/feed-events.ts';
import { contactSchema, tryContact } from '../identity/try-contact.ts';
import type { Stores } from '../stores/database.ts';
import type { Merged, MergeRow } from '../stores/merges.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { id, idParams, longText, noContent, time } from './shapes.ts';

export type IdentityDeps = { stores: Stores; flowId: string; now: () => number };

const identifierName = z.object({ kind: z.string(), value: z.string() });

const merge = z
  .object({
    id: z.string(),
    from: z.string(),
    into: z.string(),
    author: z.string(),
    authorName: z.string().optional(),
    reason: z.string(),
    evidence: z.union([z.string(), z.record(z.string(), z.unknown())]),
    at: time,
    state: z.enum(['begun', 'merged', 'undoing', 'undone']),
    undone: z
      .object({ author: z.string(), authorName: z.string().optional(), reason: z.string(), at: time })
      .optional(),
  })
  .meta({ id: 'Merge', description: 'That customer `from` turned out to be customer `into`.' });

const reason = z.union([
  z.object({
    code: z.enum(['claims-verified', 'verified-is-claimed', 'both-verified', 'both-claim']),
    kind: z.string(),
    value: z.string(),
  }),
  z.object({ code: z.literal('same-name-and-postcode'), name: z.string(), postcode: z.string() }),
]);

const other = z.object({ customerId: z.string(), name: z.string().optional() });

const tried = z
  .object({
    outcome: z.enum(['attach', 'open', 'guest']),
    customer: other.optional(),
    identifiers: z.array(identifierName.extend({ level: z.enum(['verified', 'claimed']) })),
    claims: z.array(identifierName),
    case: z.union([
      z.object({ is: z.enum(['open', 'closed']), caseId: z.string() }),
      z.object({ is: z.literal('new') }),
    ]),
    suggest: z.array(other.extend({ reason: z.string(), identifier: identifierName })),
    ask: z.array(other.extend({ identifier: identifierName })),
    why: z.array(z.string()),
  })
  .meta({ id: 'TriedContact', description: 'Who a contact would be, and why.' });

export function identityRoutes({ stores, flowId, now }: IdentityDeps): Route[] {
  const { customers, users } = stores;

  async function existing(customerId: string): Promise<void> {
    if (!(await customers.get(customerId)))
      throw new Problem('customer.not-found', 'Cases name their customers.');
  }

  const tell = (row: MergeRow, what: string) => tellCases([row.from, row.into], `${what}:${row._id}`);

  async function tellCases(customerIds: string[], what: string): Promise<void> {
    for (const customerId of customerIds) {
      const { cases } = await stores.cases.list({ customerId, limit: 100 });
      for (const { _id } of cases)
        await stores.feed.append({
          key: `${what}:${_id}`,
          topics: [topicOf.cases, topicOf.case(_id)],
          type: 'case.changed',
          data: { id: _id },
        });
    }
  }

  /** What was said by one would be shown to whoever has the case of the other. */
  async function customersApart(mergeId: string): Promise<void> {
    const row = await customers.mergeById(mergeId);
    if (row && (await stores.caseLinks.across(await customers.idsMergedInto(row.from))))
      throw new Problem(
        'merge.cases-joined',
        'Cases of both are joined: undo that first, on the case’s page.',
      );
  }

  async function mergeOf(row: MergeRow): Promise<z.input<typeof merge>> {
    const { _id, from, into, author, reason, evidence, at, state, undone } = row;
    return {
      ...{ id: _id, from, into, author, reason, evidence, at, state },
      ...(await nameOf(author)),
      ...(undone && { undone: { ...undone, ...(await nameOf(undone.author)) } }),
    };
  }

  /** Whoever did it by a page or the API; a flow has no name. */
  async function nameOf(author: string): Promise<{ authorName?: string }> {
    const name = (await users.get(author))?.name;
    return name === undefined ? {} : { authorName: name };
  }

  return [
    staffRoute({
      method: 'get',
      path: '/api/customers/{id}/merges',
      tag: 'customers',
      summary: 'Who turned out to be this customer, also what was undone',
      params: idParams,
      answer: { status: 200, schema: z.object({ merges: z.array(merge) }), text: 'Newest first.' },
      problems: ['customer.not-found'],
      handle: async ({ params }) => {
        await existing(params.id);
        const rows = await customers.mergesOf(params.id);
        return { merges: await Promise.all(rows.map(mergeOf)) };
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/customers/{id}/merge',
      tag: 'customers',
      summary:
        'Say that this customer is the other one; both keep what came to them, so that it can be undone',
      params: idParams,
      body: z.strictObject({ into: id, reason: longText(500), evidence: longText(2_000).optional() }),
      answer: { status: 200, schema: merge, text: 'The merge; a second call answers the first one’s.' },
      problems: ['customer.not-found', 'customer.same', 'merge.busy'],
      handle: async ({ params, body, staff }) => {
        const { into, reason, evidence = '' } = body;
        const at = now();
        const row = mergedOr(
          await customers.merge({ from: params.id, into, author: staff.id, reason, evidence, at }),
        );
        return mergeOf(row);
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/customers/{id}/merges/{merge}/undo',
      tag: 'customers',
      summary: 'Undo a merge: each has again what came to them',
      params: z.strictObject({ id, merge: id }),
      body: z.strictObject({ reason: longText(500) }),
      answer: { status: 200, schema: merge, text: 'The merge that was.' },
      problems: [
        'customer.not-found',
        'merge.not-found',
        'merge.not-in-force',
        'merge.cases-joined',
        'merge.busy',
        'customer.same',
      ],
      handle: async ({ params, body, staff }) => {
        await existing(params.id);
        const known = (await customers.mergesOf(params.id)).some(({ _id }) => _id === params.merge);
        if (!known) throw new Problem('merge.not-found', 'The customer’s merges are listed.');
        await customersApart(params.merge);
        const at = now();
        const row = mergedOr(
          await customers.undoMerge(params.merge, { author: staff.id, reason: body.reason, at }),
        );
        await users.log({
          at,
          actor: staff.id,
          action: 'customer.unmerge',
          subject: row.into,
          outcome: 'done',
          details: { merge: row._id, from: row.from, into: row.into },
        });
        await tell(row, 'unmerged');
        return mergeOf(row);
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/customers/{id}/suggestions',
      tag: 'customers',
      summary: 'Customers who may be the same person, with the reasons',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({ suggestions: z.array(other.extend({ reasons: z.array(reason) })) }),
        text: 'The strongest reason first, at most 20.',
      },
      problems: ['customer.not-found'],
      handle: async ({ params }) => {
        await existing(params.id);
        return { suggestions: await customers.suggestionsFor(params.id) };
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/customers/{id}/unlink',
      tag: 'customers',
      summary: 'Say that an identifier is not this customer’s: it leads here no more, its history stays',
      params: idParams,
      body: z.strictObject({ kind: longText(40), value: longText(320) }),
      answer: noContent('It leads here no more.'),
      problems: ['customer.not-found', 'identifier.not-found'],
      handle: async ({ params, body: { kind, value }, staff }) => {
        await existing(params.id);
        const held = await customers.identifiersOf(params.id);
        if (!held.some((one) => one.kind === kind && one.value === value))
          throw new Problem('identifier.not-found', 'GET /api/customers/{id} lists them.');
        const at = now();
        await customers.unlink({ kind, value, customerId: params.id, author: staff.id, at });
        // The value is personal data, and stands with its identifier.
        await users.log({
          ...{ at, actor: staff.id, action: 'identifier.unlink', subject: params.id, outcome: 'done' },
          details: { kind },
        });
        await tellCases([params.id], `unlinked:${at}`);
      },
    }),
    staffRoute({
      method: 'put',
      path: '/api/identity/shared',
      tag: 'customers',
      summary: 'Say whether several people use an identifier: a shared one leads to nobody by itself',
      body: z.strictObject({
        kind: z.enum(['phone', 'email', 'account']),
        value: longText(320),
        shared: z.boolean(),
      }),
      answer: noContent('It is known.'),
      handle: async ({ body: { kind, value, shared }, staff }) => {
        const at = now();
        await customers.share({ kind, value }, shared ? { author: staff.id, at } : undefined);
        // The value is personal data, and stands with its identifier.
        await users.log({
          at,
          actor: staff.id,
          action: shared ? 'identifier.share' : 'identifier.unshare',
          subject: kind,
          outcome: 'done',
        });
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/identity/try',
      tag: 'customers',
      summary: 'Who a contact would be, and why; changes nothing',
      body: contactSchema,
      answer: { status: 200, schema: tried, text: 'What would be attached, opened, suggested and asked.' },
      handle: async ({ body }) => tryContact(stores, { ...body, at: body.at ?? now() }, flowId),
    }),
  ];
}

function mergedOr(merged: Merged): MergeRow {
  if (merged.ok) return merged.merge;
  if (merged.code === 'unknown')
    throw new Problem('customer.not-found', 'One of them is not there, or was erased.');
  if (merged.code === 'same') throw new Problem('customer.same', 'They are one customer already.');
  if (merged.code === 'busy')
    throw new Problem('merge.busy', 'One of them is being merged with another; try again in a moment.');
  throw new Problem('merge.not-in-force', 'Another merge has come in between; look at the list of merges.');
}
