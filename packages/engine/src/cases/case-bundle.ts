import { interpreter } from '@throughline/flow/interpreter';
import type { JsonObject } from '@throughline/flow/json';
import type { Plan } from '@throughline/flow/plan';
import type { JournalRecord as RecordedEvent } from '@throughline/flow/replay';
import { replay } from '@throughline/flow/replay';
import type { Step } from '@throughline/flow/step';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import type { ChainVerdict } from '../stores/journal-chain.ts';
import { verifyChain, verifyContent } from '../stores/journal-chain.ts';
import type { JournalRecord } from '../stores/journal-entry.ts';
import type { MessageRow } from '../stores/messages.ts';

/** All that is known of a case, in one file that verifies offline. */
export type CaseBundle = {
  schema: 1;
  case: CaseRow;
  plan: Plan | null;
  /** The flow version as it was drawn. */
  flow: JsonObject | null;
  journal: JournalRecord[];
  messages: MessageRow[];
};

export type BundleVerdict = {
  /** Whether the journal is whole and unchanged, and its contents are what it was written for. */
  chain: ChainVerdict;
  /** Whether every decision follows from the events, and the first that does not. */
  replay: ReplayVerdict;
};

export type ReplayVerdict =
  | { ok: true; events: number }
  | { ok: false; seq: number; reason: 'decision-differs'; type: string; recorded: string; decided: string }
  | {
      ok: false;
      seq: number;
      reason: 'contents-erased' | 'plan-unknown' | 'event-impossible' | 'interpreter-unknown';
    };

/** Null when there is no such case. */
export async function exportCase(stores: Stores, caseId: string): Promise<CaseBundle | null> {
  const row = await stores.cases.get(caseId);
  if (!row) return null;
  const [version, journal, messages] = await Promise.all([
    stores.flows.byHash(row.flow.hash),
    stores.journal.read(caseId),
    stores.messages.byCase(caseId),
  ]);
  return {
    schema: 1,
    case: row,
    plan: version?.plan ?? null,
    flow: version?.flow ?? null,
    journal,
    messages,
  };
}

/** Pure: works on an exported bundle, without any server. */
export function verifyBundle({ case: row, plan, journal }: CaseBundle, step: Step): BundleVerdict {
  return { chain: verifyJournal(row, journal), replay: replayJournal(plan, journal, step) };
}

function verifyJournal(row: CaseRow, journal: JournalRecord[]): ChainVerdict {
  const chain = verifyChain(
    journal.map(({ entry }) => entry),
    { seq: row.lastSeq },
  );
  if (!chain.ok) return chain;
  for (const { entry, content } of journal) {
    const verdict = content && verifyContent(entry, content);
    if (verdict && !verdict.ok) return verdict;
  }
  return chain;
}

function replayJournal(plan: Plan | null, journal: JournalRecord[], step: Step): ReplayVerdict {
  if (!plan) return { ok: false, seq: 1, reason: 'plan-unknown' };
  const erased = journal.find(({ content }) => !content);
  if (erased) return { ok: false, seq: erased.entry.seq, reason: 'contents-erased' };
  const events = journal.flatMap(({ entry: { seq }, content }) =>
    content ? [{ seq, event: content.event, decision: content.decision }] : [],
  );
  const newer = events.find(({ event }) => event.type === 'case.opened' && event.interpreter > interpreter);
  if (newer) return { ok: false, seq: newer.seq, reason: 'interpreter-unknown' };
  const verdict = replayOrRefuse(step, plan, events);
  if ('reason' in verdict) return verdict;
  if (verdict.ok) return { ok: true, events: verdict.events };
  const { seq, event, recorded, decided } = verdict;
  return { ok: false, seq, reason: 'decision-differs', type: event.type, recorded, decided };
}

/** No event that a case has recorded makes `step` throw; a file that was changed by hand can hold one. */
function replayOrRefuse(step: Step, plan: Plan, events: RecordedEvent[]) {
  let tried = 0;
  const counting: Step = (...given) => {
    tried++;
    return step(...given);
  };
  try {
    return replay(counting, plan, events);
  } catch {
    return { ok: false as const, seq: events[tried - 1]?.seq ?? 1, reason: 'event-impossible' as const };
  }
}
