import type { CallbackRequest } from '@throughline/flow/callback';
import type { Effect } from '@throughline/flow/effect';
import type { CaseState } from '@throughline/flow/state';
import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import type { NewCallback } from '../stores/callbacks.ts';
import type { Stores } from '../stores/database.ts';

type CallbackEffect = Extract<Effect, { type: 'callback' }>;
type CallbackStores = Pick<Stores, 'callbacks' | 'conversations' | 'customers'>;

/** Has the customer called as the flow of a case asks. Safe to run twice. */
export async function requestCallback(
  stores: CallbackStores,
  { caseId, customer, language }: Pick<CaseState, 'caseId' | 'customer' | 'language'>,
  { type: _, run, number, ...wish }: CallbackEffect,
  at: number,
): Promise<void> {
  const head = { _id: `${caseId}:${run}`, caseId, run, customerId: customer.id, requestedAt: at };
  await writeCallback(stores, {
    callback: { ...head, ...wish, ...(language !== undefined && { language }) },
    ...(number !== undefined && { number }),
  });
}

/**
 * Writes down whom a case wants called, and when. Anybody may give a number to be called at; only where it is proven to be the
 * customer's will who answers hear what it is about. `own`: the telephone of the agent who is to talk. Safe to run twice; false
 * where another call that an agent wants for the case is under way.
 */
export async function writeCallback(
  stores: CallbackStores,
  {
    callback,
    number,
    own = '',
  }: {
    callback: Omit<NewCallback, 'known'> & Omit<CallbackRequest, 'number'>;
    number?: string;
    own?: string;
  },
): Promise<boolean> {
  const { _id: id, customerId } = callback;
  const proven = await provenPhones(stores, customerId);
  const theirs = number === undefined ? proven.at(-1) : callableNumber(number);
  if (theirs !== undefined)
    await stores.conversations.open({ id, channel: 'callback', customerId, ours: own, theirs });
  const known = theirs !== undefined && proven.includes(theirs);
  return stores.callbacks.request({ ...callback, known });
}

/** In E.164, the newest last. */
export async function provenPhones({ customers }: Pick<Stores, 'customers'>, id: string): Promise<string[]> {
  const held = await customers.identifiersOf(id);
  return held.filter(({ kind, level }) => kind === 'phone' && level === 'verified').map(({ value }) => value);
}

/** In E.164; undefined of what is no number. */
export function callableNumber(text: string): string | undefined {
  const { value } = normaliseIdentifier({ kind: 'phone', value: text });
  return /^\+[1-9]\d{6,14}$/.test(value) ? value : undefined;
}
