import { z } from 'zod';
import { time } from '../api/shapes.ts';
import type { CustomerStore } from '../stores/customers.ts';
import type { PortalCustomer } from './portal-customer.ts';
import type { PortalView } from './portal-view.ts';
import { portalCase, portalCaseOf, portalMessageOf, portalMessageShown } from './portal-view.ts';

export const portalExport = z
  .object({
    exportedAt: time,
    name: z.string().optional(),
    language: z.string().optional(),
    identifiers: z.array(
      z.object({
        kind: z.string(),
        value: z.string(),
        level: z.enum(['verified', 'claimed']),
        since: time,
      }),
    ),
    cases: z.array(portalCase.extend({ messages: z.array(portalMessageShown) })),
  })
  .meta({ id: 'PortalExport' });

/** What a customer may take with them: the same as they see, all at once. */
export async function exportOf(
  { view, customers }: { view: PortalView; customers: Pick<CustomerStore, 'facts' | 'identifiersOf'> },
  customer: PortalCustomer,
  at: number,
): Promise<z.infer<typeof portalExport>> {
  const [{ name, language }, identifiers, rows] = await Promise.all([
    customers.facts(customer.id),
    customers.identifiersOf(customer.id),
    view.cases(customer),
  ]);
  const cases: z.infer<typeof portalExport>['cases'] = [];
  for (const row of rows) {
    const messages = (await view.messagesOf(customer, row._id)).flatMap(portalMessageOf);
    cases.push({ ...portalCaseOf(row), messages });
  }
  return {
    exportedAt: at,
    ...(name !== undefined && { name }),
    ...(language !== undefined && { language }),
    identifiers: identifiers.map(({ kind, value, level, at: since }) => ({ kind, value, level, since })),
    cases,
  };
}
