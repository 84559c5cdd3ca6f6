import type { Logger } from 'pino';
import type { Answerer } from '../models/answerer.ts';
import type { QuotedPromise } from '../models/model.ts';
import { ModelError } from '../models/model-error.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { PromiseRange, PromiseReadingRow } from '../stores/promise-readings.ts';
import { topicOf } from './feed-events.ts';
import { findQuote } from './find-quote.ts';
import { promisingMessages } from './propose-promises.ts';

/**
 * What a model has found so far in the latest messages. Messages it has not read are given to it beside whatever else is
 * done, and screens that show the case hear when it is through. Empty where no model is configured.
 */
export type ReadPromises = (
  row: Pick<CaseRow, '_id'>,
  messages: readonly MessageRow[],
) => Promise<PromiseReadingRow[]>;

export type ReadPromisesDeps = {
  stores: Pick<Stores, 'promiseReadings' | 'cases' | 'feed'>;
  answerer: Pick<Answerer, 'promises'>;
  log: Pick<Logger, 'warn'>;
  now: () => number;
};

/** Longer than all tries of one call; and the pause before a message is given to a model again that failed. */
const leaseMs = 5 * 60_000;
const timeoutMs = 2 * 60_000;
/** Cases at the same time: what there is no room for is read when it is looked at again. */
const atOnce = 4;
const longest = 8_000;

export function createReadPromises({ stores, answerer, log, now }: ReadPromisesDeps): ReadPromises {
  const { promiseReadings } = stores;
  let running = 0;

  async function read(caseId: string, unread: MessageRow[]): Promise<void> {
    running += 1;
    try {
      const until = now() + leaseMs;
      const taken = await Promise.all(
        unread.map((message) =>
          promiseReadings.take({ id: message._id, caseId: message.caseId }, { now: now(), until }),
        ),
      );
      await ask(
        caseId,
        unread.filter((_, index) => taken[index]),
      );
    } catch (error) {
      if (error instanceof ModelError && error.usage) await stores.cases.addUsage(caseId, error.usage);
      // The rules have proposed what they found; texts of errors may quote what was said.
      log.warn({ caseId, error: error instanceof Error ? error.name : 'unknown' }, 'no model read promises');
    } finally {
      running -= 1;
    }
  }

  async function ask(caseId: string, messages: MessageRow[]): Promise<void> {
    const [first] = messages;
    if (!first || !answerer.promises) return;
    const { promises, usage } = await answerer.promises({
      texts: messages.map(({ text }) => text.slice(0, longest)),
      signal: AbortSignal.timeout(timeoutMs),
      idempotencyKey: `promises:${first._id}`,
    });
    await stores.cases.addUsage(caseId, usage);
    for (const [index, message] of messages.entries()) {
      const quoted = promises.filter(({ text }) => text === index);
      await promiseReadings.found(
        message._id,
        quoted.flatMap((quote) => groundedIn(message.text, quote)),
      );
    }
    await stores.feed.append({
      key: `promises:${first._id}:${messages.length}`,
      topics: [topicOf.case(caseId)],
      type: 'case.changed',
      data: { id: caseId },
    });
  }

  return async ({ _id: caseId }, messages) => {
    if (!answerer.promises) return [];
    const latest = promisingMessages(messages);
    const readings = await promiseReadings.of(latest.map(({ _id }) => _id));
    const waiting = new Set(readings.filter(({ until }) => until > now()).map(({ _id }) => _id));
    const done = new Set(readings.filter(({ promises }) => promises).map(({ _id }) => _id));
    const unread = latest.filter(({ _id }) => !done.has(_id) && !waiting.has(_id));
    if (unread.length > 0 && running < atOnce) void read(caseId, unread);
    return readings;
  };
}

/** What is not in the text was not said. */
function groundedIn(text: string, { quote, when }: QuotedPromise): PromiseRange[] {
  const range = findQuote(text, quote);
  if (!range) return [];
  const due = when === undefined ? undefined : findQuote(text, when);
  return [{ ...range, ...(due && { when: due }) }];
}
