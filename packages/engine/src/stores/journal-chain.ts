import { digest } from '@throughline/flow/digest';
import type { JournalContent, JournalEntry } from './journal-entry.ts';
import { coreOf } from './journal-entry.ts';

export type ChainVerdict = { ok: true; entries: number } | { ok: false; seq: number; reason: ChainBreak };

export type ChainBreak =
  | 'entry-changed'
  | 'entry-missing'
  | 'entry-out-of-order'
  | 'entry-inserted'
  | 'other-case'
  | 'link-broken'
  | 'end-missing'
  | 'content-changed';

/**
 * Whether these are all entries of a case from the first on, unchanged and in order. Pure: works on an exported bundle.
 * That entries were cut off at the end shows only when the last one is known from elsewhere (`last`).
 */
export function verifyChain(entries: JournalEntry[], last?: { seq: number; digest?: string }): ChainVerdict {
  let prev = '';
  for (const [index, entry] of entries.entries()) {
    const seq = index + 1;
    const reason = breakAt(entry, seq, prev, entries[0]?.caseId);
    if (reason) return { ok: false, seq, reason };
    prev = entry.digest;
  }
  if (
    last &&
    (entries.length < last.seq ||
      (last.digest !== undefined && entries[last.seq - 1]?.digest !== last.digest))
  ) {
    return { ok: false, seq: Math.min(entries.length + 1, last.seq), reason: 'end-missing' };
  }
  return { ok: true, entries: entries.length };
}

/** Whether these are the contents that the entry was written for. */
export function verifyContent(entry: JournalEntry, content: JournalContent): ChainVerdict {
  const { prev: _prev, digest: _digest, ...written } = entry;
  return digest(coreOf(entry.caseId, entry.seq, content)) === digest(written)
    ? { ok: true, entries: 1 }
    : { ok: false, seq: entry.seq, reason: 'content-changed' };
}

function breakAt(entry: JournalEntry, seq: number, prev: string, caseId?: string): ChainBreak | undefined {
  const { digest: claimed, ...rest } = entry;
  if (digest(rest) !== claimed) return 'entry-changed';
  if (entry.caseId !== caseId || entry._id !== `${caseId}:${entry.seq}`) return 'other-case';
  if (entry.seq < seq) return entry.seq === seq - 1 ? 'entry-inserted' : 'entry-out-of-order';
  if (entry.seq > seq) return 'entry-missing';
  return entry.prev === prev ? undefined : 'link-broken';
}
