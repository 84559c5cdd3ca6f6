import { interpreter } from '@throughline/flow/interpreter';
import type { JsonObject } from '@throughline/flow/json';
import type { Plan } from '@throughline/flow/plan';
import type { Plans } from '@throughline/flow/plans';
import { versionsIn } from '@throughline/flow/plans';
import type { JournalRecord as RecordedEvent } from '@throughline/flow/replay';
import { replay } from '@throughline/flow/replay';
import type { Step } from '@throughline/flow/step';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import type { ChainVerdict } from '../stores/journal-chain.ts';
import { verifyChain, verifyContent } from '../stores/journal-chain.ts';
import type { JournalRecord } from '../stores/journal-entry.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { Folded, RecordVerdict } from './verify-record.ts';
import { verifyRecord } from './verify-record.ts';

/** All that is known of a case, in one file that verifies offline. */
export type CaseBundle = {
  schema: 1;
  case: CaseRow;
  plan: Plan | null;
  /** The flow version as it was drawn. */
  flow: JsonObject | null;
  /** The other versions that it was moved from, or was to be moved to; left out where it has only known one. */
  otherVersions?: { plan: Plan; flow: JsonObject }[];
  journal: JournalRecord[];
  messages: MessageRow[];
};

export type BundleVerdict = {
  /** Whether the journal is whole and unchanged, and its contents are what it was written for. */
  chain: ChainVerdict;
  /** Whether every decision follows from the events, and the first that does not. */
  replay: ReplayVerdict;
  /** Whether the messages, the flow and the row of the case are what the journal says; checked when it replays. */
  record: RecordVerdict;
};

export type ReplayVerdict =
  | { ok: true; events: number }
  | { ok: false; seq: number; reason: 'decision-differs'; type: string; recorded: string; decided: string }
  | { ok: false; seq: number; reason: RefusalReason };

type RefusalReason = 'contents-erased' | 'plan-unknown' | 'event-impossible' | 'interpreter-unknown';

/** Null when there is no such case. */
export async function exportCase(stores: Stores, caseId: string): Promise<CaseBundle | null> {
  const row = await stores.cases.get(caseId);
  if (!row) return null;
  const [version, messages] = await Promise.all([
    stores.flows.byHash(row.flow.hash),
    stores.messages.byCase(caseId),
  ]);
  // After the messages: what a running case says meanwhile is in the journal before it is a message.
  const journal = await stores.journal.read(caseId);
  const otherVersions = await others(stores, row.flow.hash, journal);
  return {
    schema: 1,
    case: row,
    plan: version?.plan ?? null,
    flow: version?.flow ?? null,
    ...(otherVersions.length > 0 && { otherVersions }),
    journal,
    messages,
  };
}

async function others({ flows }: Stores, hash: string, journal: JournalRecord[]) {
  const moves = journal.filter(({ entry }) => entry.type === 'flow.moved');
  const hashes = new Set(moves.flatMap(({ entry }) => entry.refs));
  const found = await Promise.all(
    [...hashes].filter((other) => other !== hash).map((other) => flows.byHash(other)),
  );
  return found.flatMap((version) => (version ? [{ plan: version.plan, flow: version.flow }] : []));
}

/** Pure: works on an exported bundle, without any server. */
export function verifyBundle(bundle: CaseBundle, step: Step): BundleVerdict {
  const { case: row, journal } = bundle;
  const { verdict, folded } = replayJournal(bundle, step);
  return {
    chain: verifyJournal(row, journal),
    replay: verdict,
    record: verdict.ok ? verifyRecord(bundle, folded) : { ok: false, reason: 'not-checked' },
  };
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

type Replayed = { verdict: ReplayVerdict; folded: Folded[] };

function replayJournal({ plan, otherVersions = [], journal }: CaseBundle, step: Step): Replayed {
  if (!plan) return refused(1, 'plan-unknown');
  const erased = journal.find(({ content }) => !content);
  if (erased) return refused(erased.entry.seq, 'contents-erased');
  const events = journal.flatMap(({ entry: { seq }, content }) =>
    content ? [{ seq, event: content.event, decision: content.decision }] : [],
  );
  const newer = events.find(({ event }) => event.type === 'case.opened' && event.interpreter > interpreter);
  if (newer) return refused(newer.seq, 'interpreter-unknown');
  const plans: [Plan, ...Plan[]] = [plan, ...otherVersions.map((version) => version.plan)];
  const moved = events.find(({ event }) => event.type === 'flow.moved');
  const known = new Set(plans.map(({ flow }) => flow.hash));
  if (moved && versionsIn(events.map(({ event }) => event)).some((hash) => !known.has(hash)))
    return refused(moved.seq, 'plan-unknown');
  return replayOrRefuse(step, plans, events);
}

function refused(seq: number, reason: RefusalReason): Replayed {
  return { verdict: { ok: false, seq, reason }, folded: [] };
}

/** No event that a case has recorded makes `step` throw; a file that was changed by hand can hold one. */
function replayOrRefuse(step: Step, plans: Plans, events: RecordedEvent[]): Replayed {
  const folded: Folded[] = [];
  const remembering: Step = (given, before, event, to) => {
    const decided = step(given, before, event, to);
    folded.push({ seq: events[folded.length]?.seq ?? 0, event, ...decided });
    return decided;
  };
  try {
    const verdict = replay(remembering, plans, events);
    if (verdict.ok) return { verdict: { ok: true, events: verdict.events }, folded };
    const { seq, event, recorded, decided } = verdict;
    return {
      verdict: { ok: false, seq, reason: 'decision-differs', type: event.type, recorded, decided },
      folded,
    };
  } catch {
    return refused(events[folded.length]?.seq ?? 1, 'event-impossible');
  }
}
