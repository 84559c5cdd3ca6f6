import type { Commitment } from '@throughline/flow/brief';
import type { DueReading } from '@throughline/nodes/due-time';
import { dueTime } from '@throughline/nodes/due-time';
import { findPromises } from '@throughline/nodes/find-promises';
import { wordsOf } from '@throughline/nodes/words-of';
import type { CaseRow } from '../stores/cases.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { PromiseRange, PromiseReadingRow } from '../stores/promise-readings.ts';

/** A sentence that reads like a promise, for a person to say whether it is one. */
export type ProposedPromise = { id: string; text: string; dueAt?: number; message: string };

/** So far back somebody who reads a case now can be expected to know what was meant. */
const latest = 30;
const longest = 300;

/** The latest messages in which agents or the bot can have promised something. */
export function promisingMessages(messages: readonly MessageRow[]): MessageRow[] {
  return messages
    .slice(-latest)
    .filter(({ from, text }) => (from === 'agent' || from === 'bot') && text.trim() !== '');
}

/**
 * What agents and the bot promised in the latest messages, by rules and by what a model found there, as far as nobody has
 * confirmed or dismissed it, and no node of the flow has promised it already.
 */
export function proposePromises(
  { brief, dismissed = [] }: Pick<CaseRow, 'brief' | 'dismissed'>,
  messages: readonly MessageRow[],
  { timeZone, readings = [] }: { timeZone: string; readings?: readonly PromiseReadingRow[] },
): ProposedPromise[] {
  const commitments = brief?.commitments ?? [];
  const known = new Set([...dismissed, ...commitments.map(({ id }) => id)]);
  return promisingMessages(messages).flatMap((message) => {
    const ranges = readings.find(({ _id }) => _id === message._id)?.promises ?? [];
    return promisesIn(message, ranges, timeZone).filter(
      (found) => !known.has(found.id) && !(message.from === 'bot' && isPromisedByNode(found, commitments)),
    );
  });
}

/** Times are ours: a model only says which words name them. */
function promisesIn(message: MessageRow, ranges: PromiseRange[], timeZone: string): ProposedPromise[] {
  const { _id, text, at } = message;
  const reading = { now: at, timeZone };
  const byModel = ranges.flatMap((range) => proposedAt(message, range, reading));
  const byRule = findPromises(text, reading).map((found, index) => {
    const same = byModel.find((other) => overlaps(other.text, found.text));
    const dueAt = found.dueAt ?? same?.dueAt;
    return {
      id: `${_id}:${index + 1}`,
      text: found.text,
      message: _id,
      ...(dueAt !== undefined && { dueAt }),
    };
  });
  const more = byModel.filter(
    (found, index) =>
      byRule.every((other) => !overlaps(other.text, found.text)) &&
      byModel.findIndex((other) => overlaps(other.text, found.text)) === index,
  );
  return [...byRule, ...more];
}

function proposedAt(
  { _id, text }: MessageRow,
  { from, to, when }: PromiseRange,
  reading: DueReading,
): ProposedPromise[] {
  const said = text.slice(from, to).trim().slice(0, longest);
  if (said === '') return [];
  const named = when && dueTime(text.slice(when.from, when.to), reading);
  const dueAt = named ?? dueTime(said, reading);
  // Named by its place: the same whether or not the rules know the sentence.
  return [{ id: `${_id}:at${from}`, text: said, message: _id, ...(dueAt !== undefined && { dueAt }) }];
}

function overlaps(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  return a.includes(b) || b.includes(a);
}

/** What a "Promise" node keeps is said by a message beside it, in other words but about the same thing. */
function isPromisedByNode({ text }: ProposedPromise, commitments: readonly Commitment[]): boolean {
  const said = contentWords(text);
  return commitments.some((commitment) => {
    if (!commitment.id.includes('#')) return false;
    const promised = contentWords(commitment.text);
    const shared = [...promised].filter((word) => said.has(word)).length;
    return (
      overlaps(commitment.text, text) || (shared > 0 && shared * 2 >= Math.min(promised.size, said.size))
    );
  });
}

/** Short words say little about what was promised. */
function contentWords(text: string): Set<string> {
  return new Set(
    wordsOf(text)
      .split(' ')
      .filter((word) => word.length > 3),
  );
}
