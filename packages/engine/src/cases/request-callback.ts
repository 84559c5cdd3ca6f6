import type { Effect } from '@throughline/flow/effect';
import type { CaseState } from '@throughline/flow/state';
import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import type { Stores } from '../stores/database.ts';

type CallbackEffect = Extract<Effect, { type: 'callback' }>;

/**
 * Writes down whom a case wants called, and when. Anybody may give a number to be called at; only where it is proven to be the
 * customer's will who answers hear what it is about. Safe to run twice.
 */
export async function requestCallback(
  stores: Pick<Stores, 'callbacks' | 'conversations' | 'customers'>,
  { caseId, customer, language }: Pick<CaseState, 'caseId' | 'customer' | 'language'>,
  { type: _, run, number, ...wish }: CallbackEffect,
  at: number,
): Promise<void> {
  const id = `${caseId}:${run}`;
  const phones = (await stores.customers.identifiersOf(customer.id)).filter(
    ({ kind, level }) => kind === 'phone' && level === 'verified',
  );
  const to =
    number === undefined ? phones.at(-1)?.value : normaliseIdentifier({ kind: 'phone', value: number }).value;
  if (to !== undefined && /^\+[1-9]\d{6,14}$/.test(to))
    await stores.conversations.open({
      id,
      channel: 'callback',
      customerId: customer.id,
      ours: '',
      theirs: to,
    });
  await stores.callbacks.request({
    ...wish,
    _id: id,
    caseId,
    run,
    customerId: customer.id,
    known: phones.some(({ value }) => value === to),
    requestedAt: at,
    ...(language !== undefined && { language }),
  });
}
