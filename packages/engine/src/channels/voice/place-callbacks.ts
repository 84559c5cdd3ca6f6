import type { Logger } from 'pino';
import type { ConversationIds } from '../../crypto/derived-ids.ts';
import type { CallbackRow } from '../../stores/callbacks.ts';
import { longestCallMs } from '../../stores/calls.ts';
import type { Stores } from '../../stores/database.ts';
import { NotSent, SendRefused } from '../channel.ts';
import { createLimitCallbacks } from './limit-callbacks.ts';
import type { SettleCallback } from './settle-callback.ts';
import type { Telephony } from './telephony.ts';

export type PlaceCallbacksDeps = {
  stores: Pick<Stores, 'callbacks' | 'cases' | 'conversations'>;
  telephony: Telephony;
  settle: SettleCallback;
  /** Our number. */
  from: string;
  agentNumber?: string;
  /** Calls that flows may place to numbers that were only given. */
  unprovenAnHour: number;
  publicUrl: string;
  conversationIds: ConversationIds;
  log: Logger;
  now?: () => number;
};

/** A telephone rings so long, in seconds. */
const ringS = 30;
/** What the provider says about a call comes well before this. */
const unheardMs = 3 * 60_000;
/** Where the provider is out of reach. */
const pauseMs = 30_000;
const slackMs = 30_000;

/**
 * Places the calls that are due, and finds out about those that nothing was heard of. The row is taken before the provider is
 * asked, and one that the provider may have is never placed again before it was asked what it has: nobody is called twice.
 */
export function createPlaceCallbacks(deps: PlaceCallbacksDeps) {
  const { stores, telephony, settle, from, agentNumber, publicUrl, conversationIds, log } = deps;
  const { now = Date.now } = deps;
  const { callbacks, cases, conversations } = stores;
  const limit = createLimitCallbacks(deps);

  async function place(row: CallbackRow): Promise<void> {
    const at = now();
    const kase = await cases.get(row.caseId);
    if (!kase || kase.owner === 'nobody' || kase.erasedAt !== undefined)
      return callbacks.end(row._id, 'cancelled', { at });
    // An agent wanted the bot to call, and it was silenced meanwhile.
    if (row.agent && row.by === 'bot' && kase.owner !== 'flow')
      return callbacks.end(row._id, 'cancelled', { at });
    const { number, first } = await endsOf(row);
    if (number === undefined) return settle.giveUp(row, 'no-number');
    if (first === undefined) return settle.giveUp(row, 'no-agent');
    if (!row.windows.some(({ from: opens, until }) => opens <= at && at < until))
      return settle.tryLater(row, 'too-late', at);
    const to = conversationIds('callback', from, number);
    const reason = await limit(row, { number, to, at });
    if (reason) return settle.giveUp(row, reason);
    if (!(await callbacks.take(row._id, { at, to }))) return;
    await ask(row, first);
  }

  /** The customer's number, and the one that is called first: an agent's own telephone, the agents' one, or the customer's. */
  async function endsOf({ _id, by }: CallbackRow): Promise<{ number?: string; first?: string | undefined }> {
    const conversation = await conversations.get(_id);
    if (!conversation) return {};
    const { theirs: number, ours } = conversation;
    return { number, first: by === 'bot' ? number : ours === '' ? agentNumber : ours };
  }

  async function ask(row: CallbackRow, to: string): Promise<void> {
    const query = new URLSearchParams({ callback: row._id }).toString();
    const base = `${publicUrl}/channels/${telephony.name}/voice/callback`;
    try {
      const callId = await telephony.place({
        to,
        from,
        seconds: ringS,
        answerUrl: `${base}?${query}`,
        endUrl: `${base}/ended?${query}`,
        detectMachine: row.by === 'bot',
      });
      await callbacks.placed(row._id, callId);
    } catch (error) {
      if (error instanceof SendRefused) return settle.giveUp({ ...row, tried: row.tried + 1 }, 'refused');
      log.warn(
        { error: error instanceof Error ? error.name : 'unknown' },
        'a callback could not be placed yet',
      );
      // Anything else may have reached the provider: it is asked before the next try.
      if (error instanceof NotSent)
        await callbacks.again(row._id, { dueAt: now() + pauseMs, at: now(), untried: true });
    }
  }

  /** Nothing was heard of it: either it never came about, or the word about its end was lost. */
  async function lookAfter(row: CallbackRow): Promise<void> {
    const at = now();
    if (row.state === 'talking')
      return row.by === 'agent' && !row.joined ? settle.tryLater(row, 'no-agent', at) : settle.talked(row);
    if (row.state === 'ringing') return settle.tryLater(row, 'no-answer', at);
    const { first } = await endsOf(row);
    if (first === undefined) return settle.giveUp(row, 'no-number');
    const listed = await telephony.placedTo({ to: first, from, since: (row.placedAt ?? at) - slackMs });
    for (const callId of listed) {
      const owner = await callbacks.byCall(callId);
      if (!owner || owner._id === row._id) return settle.tryLater(row, 'no-answer', at);
    }
    await callbacks.again(row._id, { dueAt: at, at, untried: true });
  }

  return async (): Promise<void> => {
    const at = now();
    const lost = await callbacks.unheard({ at: at - unheardMs, talking: at - longestCallMs });
    const rows = [
      ...lost.map((row) => ({ row, work: lookAfter })),
      ...(await callbacks.due(at)).map((row) => ({ row, work: place })),
    ];
    for (const { row, work } of rows)
      await work(row).catch((error: unknown) =>
        log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'a callback has to wait'),
      );
  };
}
