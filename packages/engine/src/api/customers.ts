import { z } from 'zod';
import type { CaseGateway } from '../cases/gateway.ts';
import type { Stores } from '../stores/database.ts';
import { caseSummary, caseSummaryOf, identifier } from './case-shapes.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { idParams, time } from './shapes.ts';

export type CustomersDeps = { stores: Stores; gateway: Pick<CaseGateway, 'endErased'>; now: () => number };

const fact = z.union([z.string(), z.number(), z.boolean()]);

export function customerRoutes({ stores, gateway, now }: CustomersDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/customers/{id}',
      tag: 'customers',
      summary: 'A customer with identifiers and cases',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({
          customer: z.object({
            id: z.string(),
            name: z.string().optional(),
            language: z.string().optional(),
            facts: z.record(z.string(), fact).optional(),
            createdAt: time,
            erasedAt: time.optional(),
            identifiers: z.array(identifier),
          }),
          cases: z.array(caseSummary),
        }),
        text: 'The customer, with the newest 100 cases.',
      },
      problems: ['customer.not-found'],
      handle: async ({ params }) => {
        const row = await stores.customers.get(params.id);
        if (!row) throw new Problem('customer.not-found', 'Cases name their customers.');
        const [identifiers, { cases }] = await Promise.all([
          stores.customers.identifiersOf(row._id),
          stores.cases.list({ customerId: row._id, limit: 100 }),
        ]);
        return {
          customer: {
            id: row._id,
            ...(row.name !== undefined && { name: row.name }),
            ...(row.language !== undefined && { language: row.language }),
            ...(row.facts && { facts: row.facts }),
            createdAt: row.createdAt,
            ...(row.erasedAt !== undefined && { erasedAt: row.erasedAt }),
            identifiers: identifiers.map(({ kind, value, level, author, evidence, at, shared }) => ({
              kind,
              value,
              level,
              author,
              evidence,
              at,
              ...(shared && { shared }),
            })),
          },
          cases: cases.map((one) => caseSummaryOf(one, row)),
        };
      },
    }),
    staffRoute({
      method: 'delete',
      path: '/api/customers/{id}',
      tag: 'customers',
      summary: 'Erase a customer with everything said in all cases, which have to be closed',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({ cases: z.array(z.string()) }),
        text: 'Ids of the cases that were erased.',
      },
      problems: ['customer.not-found', 'case.open'],
      handle: async ({ params, staff }) => {
        const row = await stores.customers.get(params.id);
        if (!row) throw new Problem('customer.not-found', 'Cases name their customers.');
        const at = now();
        const erased = await stores.eraser.eraseCustomer(row._id, at);
        if (!erased)
          throw new Problem(
            'case.open',
            'Close the customer’s open cases first: a running case has to read itself. Where none is open, try it again in a moment: one is just closing, or customers are being merged.',
          );
        for (const caseId of erased.cases) await gateway.endErased(caseId);
        await stores.users.log({
          at,
          actor: staff.id,
          action: 'customer.erase',
          subject: row._id,
          outcome: 'done',
        });
        return erased;
      },
    }),
  ];
}
