import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CallbackMiss } from '@throughline/flow/callback';
import type { CallbackRow } from '../../stores/callbacks.ts';
import type { Stores } from '../../stores/database.ts';

export type LimitCallbacksDeps = {
  stores: Pick<Stores, 'callbacks'>;
  /** Calls that flows may place to numbers that were only given, of the whole installation. */
  unprovenAnHour: number;
};

/** Calls to one number a day, whoever asks for them: nobody is to be troubled in another's name. */
const triesADay = 10;
/** Calls that flows may place for one customer. */
const requestsADay = 3;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Why a call is not to be placed, if it is not. Anybody may give any number, and the shop pays for the call: a number whose
 * owner earns by being called is never called, and strangers can have only so many calls made. `to`: what the number is known by.
 */
export function createLimitCallbacks({ stores, unprovenAnHour }: LimitCallbacksDeps) {
  const { callbacks } = stores;

  return async (
    row: CallbackRow,
    { number, to, at }: { number: string; to: string; at: number },
  ): Promise<CallbackMiss | undefined> => {
    if (isCostly(number)) return 'not-allowed';
    if ((await callbacks.triesTo(to, at - dayMs)) >= triesADay) return 'too-many';
    if (row.agent) return undefined;
    const { customerId, known } = row;
    if ((await callbacks.wantedBefore(row, { customerId }, dayMs)) >= requestsADay) return 'too-many';
    if (known) return undefined;
    const unproven = await callbacks.wantedBefore(row, { known }, hourMs);
    return unproven >= unprovenAnHour ? 'too-many' : undefined;
  };
}

const costly = new Set<string | undefined>(['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER']);

export function isCostly(number: string): boolean {
  return costly.has(parsePhoneNumberFromString(number)?.getType());
}
