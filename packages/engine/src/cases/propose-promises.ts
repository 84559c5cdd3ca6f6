import { findPromises } from '@throughline/nodes/find-promises';
import type { CaseRow } from '../stores/cases.ts';
import type { MessageRow } from '../stores/messages.ts';

/** A sentence that reads like a promise, for a person to say whether it is one. */
export type ProposedPromise = { id: string; text: string; dueAt?: number; message: string };

/** So far back somebody who reads a case now can be expected to know what was meant. */
const latest = 30;

/** What agents and the bot promised in the latest messages, as far as nobody has confirmed or dismissed it. */
export function proposePromises(
  { brief, dismissed = [] }: Pick<CaseRow, 'brief' | 'dismissed'>,
  messages: readonly MessageRow[],
  timeZone: string,
): ProposedPromise[] {
  const known = new Set([...dismissed, ...(brief?.commitments ?? []).map(({ id }) => id)]);
  return messages.slice(-latest).flatMap(({ _id, from, text, at }) => {
    if (from !== 'agent' && from !== 'bot') return [];
    return findPromises(text, { now: at, timeZone })
      .map((found, index) => ({ id: `${_id}:${index + 1}`, ...found, message: _id }))
      .filter(({ id }) => !known.has(id));
  });
}
