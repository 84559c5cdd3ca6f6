import type { CallbackRow } from '../stores/callbacks.ts';
import { isSettled } from '../stores/callbacks.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import { topicOf } from './feed-events.ts';
import { callableNumber, provenPhones, writeCallback } from './request-callback.ts';

export type CallCustomerDeps = {
  stores: Pick<Stores, 'callbacks' | 'conversations' | 'customers' | 'feed'>;
  /** Missing where no provider places calls. `agentNumber`: the agents' telephone. */
  telephony?: { agentNumber?: string };
  now: () => number;
};

/** What an agent wants. Moments in milliseconds; the call may come from `from` until before `until`. */
export type CallWish = {
  /** Made by the client: the same one is one call. */
  action: string;
  agent: { id: string; name: string };
  by: 'bot' | 'agent';
  /** Of the customer; without it, the one that is proven to be theirs. */
  number?: string;
  /** The agent's own telephone, in place of the agents' one. */
  own?: string;
  from: number;
  until: number;
};

export type CallRefusal =
  | 'case.closed'
  | 'case.joined'
  | 'case.erased'
  | 'callback.not-set-up'
  | 'callback.bot-silent'
  | 'callback.no-agent-number'
  | 'callback.no-number'
  | 'callback.under-way';

export type CallResult = { ok: true; callback: CallbackRow } | { ok: false; code: CallRefusal; text: string };

export type CallCustomer = (kase: CaseRow, wish: CallWish) => Promise<CallResult>;

const attempts = 3;
const retryMs = 10 * 60_000;

/** Has a customer called because an agent wants it, by the same store and rules as the flow's own callbacks. */
export function createCallCustomer({ stores, telephony, now }: CallCustomerDeps): CallCustomer {
  const { callbacks, customers, feed } = stores;

  return async (kase, { action, agent, by, number, own, from, until }) => {
    const { _id: caseId, customerId, language } = kase;
    const run = `desk:${agent.id}:${action}`;
    const _id = `${caseId}:${run}`;
    const before = await callbacks.get(_id);
    if (before) return { ok: true, callback: before };
    const refusal = (await refusedBy(kase)) ?? (await unreachable(kase));
    if (refusal) return refused(refusal);
    const at = now();
    const windows = [{ from: Math.max(from, at), until }];
    const written = await writeCallback(stores, {
      callback: {
        ...{ _id, caseId, run, customerId, agent, by, windows, attempts, retryMs, requestedAt: at },
        ...(language !== undefined && { language }),
      },
      ...(number !== undefined && { number }),
      ...(by === 'agent' && own !== undefined && { own: callableNumber(own) ?? '' }),
    });
    // Another agent was a moment faster.
    if (!written) return refused('callback.under-way');
    await feed.append({
      ...{ key: `callback:${_id}`, topics: [topicOf.case(caseId)], type: 'case.changed' },
      data: { id: caseId },
    });
    const callback = await callbacks.get(_id);
    if (!callback) throw new Error('a callback vanished while it was asked for');
    return { ok: true, callback };

    async function refusedBy({ owner, joinedInto, erasedAt }: CaseRow): Promise<CallRefusal | undefined> {
      if (!telephony) return 'callback.not-set-up';
      if (erasedAt !== undefined) return 'case.erased';
      if (joinedInto !== undefined) return 'case.joined';
      if (owner === 'nobody') return 'case.closed';
      if (by === 'bot' && owner !== 'flow') return 'callback.bot-silent';
      if (by === 'agent' && own === undefined && telephony.agentNumber === undefined)
        return 'callback.no-agent-number';
      return undefined;
    }

    async function unreachable(of: CaseRow): Promise<CallRefusal | undefined> {
      if (number === undefined && (await provenPhones({ customers }, of.customerId)).length === 0)
        return 'callback.no-number';
      const all = await callbacks.ofCase(of._id);
      return all.every((one) => one._id === _id || isSettled(one)) ? undefined : 'callback.under-way';
    }
  };
}

function refused(code: CallRefusal): CallResult {
  return { ok: false, code, text: refusals[code] };
}

const refusals: { [code in CallRefusal]: string } = {
  'case.closed': 'The case is closed. A new message of the customer opens it again.',
  'case.joined': 'The case was joined with another, and goes on there.',
  'case.erased': 'What was said in the case was erased, and the customer’s number with it.',
  'callback.not-set-up': 'No provider places calls. docs/channels/callback.md says how to set one up.',
  'callback.bot-silent':
    'A person has the case, or is to have it, and the bot is silent: give the case back first, or call yourself.',
  'callback.no-agent-number': 'No telephone for agents is set up: say at which number you are to be called.',
  'callback.no-number': 'No number is proven to be the customer’s: say at which one to call.',
  'callback.under-way': 'The customer is to be called already. Wait for what comes of it.',
};
