import type { RunEffect } from '@throughline/flow/effect';
import type { EventOf } from '@throughline/flow/event';
import { interpreter } from '@throughline/flow/interpreter';
import type { Plan } from '@throughline/flow/plan';
import { versionsIn } from '@throughline/flow/plans';
import { fold, replay } from '@throughline/flow/replay';
import type { CaseState } from '@throughline/flow/state';
import { createStep } from '@throughline/flow/step';
import { deciders } from '@throughline/nodes/deciders';
import { ApplicationFailure } from '@temporalio/activity';
import type { CaseActivities, JournalDraft, OpenedCase } from '../sandbox/contract.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import type { Perform } from './perform.ts';
import { plansOf } from './plans-of.ts';

const step = createStep(deciders);

/**
 * Where a run of the case workflow begins: a new case with its opening event; or a case that was closed, or whose run was
 * lost, with the state that its journal folds to, what was decided but not yet performed being performed first. A journal
 * that does not follow today's rules stops no case: it goes on with a person.
 */
export function createOpenCase(stores: Stores, perform: Perform): CaseActivities['openCase'] {
  return async (caseId) => {
    const { row, plan } = await pinned(stores, caseId);
    return (
      (await recover(stores, perform, row, plan)) ?? { plan, seq: 0, opened: await openingOf(stores, row) }
    );
  };
}

export function createLoadPlan(stores: Stores): CaseActivities['loadPlan'] {
  return async (caseId, hash) => {
    const known = hash === undefined ? undefined : await stores.flows.byHash(hash);
    return known?.plan ?? (await pinned(stores, caseId)).plan;
  };
}

async function pinned(stores: Stores, caseId: string): Promise<{ row: CaseRow; plan: Plan }> {
  const row = await stores.cases.get(caseId);
  if (!row) throw ApplicationFailure.nonRetryable(`No case ${caseId} is stored.`, 'UnknownCase');
  const version = await stores.flows.byHash(row.flow.hash);
  if (!version)
    throw ApplicationFailure.nonRetryable(
      `No flow version ${row.flow.hash} is stored.`,
      'UnknownFlowVersion',
    );
  return { row, plan: version.plan };
}

async function openingOf(stores: Stores, row: CaseRow): Promise<EventOf<'case.opened'>> {
  const customer = await stores.customers.facts(row.customerId);
  const head = { id: `opened:${row._id}`, at: row.openedAt, actor: { kind: 'system' } as const };
  return { ...head, type: 'case.opened', caseId: row._id, flow: row.flow, customer, interpreter };
}

async function recover(
  stores: Stores,
  perform: Perform,
  row: CaseRow,
  plan: Plan,
): Promise<OpenedCase | undefined> {
  const caseId = row._id;
  const last = await stores.journal.last(caseId);
  if (!last) return undefined;
  const snapshot = await stores.cases.snapshot(caseId);
  if (snapshot?.seq === last.seq && row.lastSeq === last.seq)
    return { plan, seq: snapshot.seq, state: snapshot.state };
  const entries = await readDrafts(stores, caseId);
  const plans = await plansRun(stores, plan, entries);
  const folded = replay(step, plans, entries);
  const state = folded.ok ? folded.state : fold(step, plans, entries);
  await perform({ caseId, entries: entries.filter(({ seq }) => seq > row.lastSeq), state });
  const runs = plans.find(({ flow }) => flow.hash === state.flow.hash) ?? plan;
  const where = { plan: runs, seq: last.seq, state };
  return folded.ok
    ? { ...where, ...unfinishedRun(state, entries) }
    : { ...where, recovered: recovery(last.seq, folded.seq) };
}

/** All that the case has run: its row may be behind the journal, or ahead of where that began. */
async function plansRun(stores: Stores, plan: Plan, entries: JournalDraft[]): Promise<[Plan, ...Plan[]]> {
  const others = versionsIn(entries.map(({ event }) => event)).filter((hash) => hash !== plan.flow.hash);
  return [plan, ...(await plansOf(stores, others))];
}

function recovery(seq: number, differsAt: number): EventOf<'case.recovered'> {
  const head = { id: `recovered:${seq}`, at: Date.now(), actor: { kind: 'system' } as const };
  return { ...head, type: 'case.recovered', differsAt };
}

async function readDrafts(stores: Stores, caseId: string): Promise<JournalDraft[]> {
  const records = await stores.journal.read(caseId);
  return records.map(({ entry, content }) => {
    if (!content) throw ApplicationFailure.nonRetryable(`Case ${caseId} was erased.`, 'ErasedCase');
    return { seq: entry.seq, event: content.event, effects: content.effects, decision: content.decision };
  });
}

/** A node that was to run when the run was lost: it is run by the new one. */
function unfinishedRun(state: CaseState, entries: JournalDraft[]): { unfinished?: RunEffect } {
  const run = state.suggesting ?? (state.position?.phase === 'running' ? state.position.run : undefined);
  const unfinished = entries
    .flatMap(({ effects }) => effects)
    .findLast((effect): effect is RunEffect => effect.type === 'run' && effect.run === run);
  return unfinished ? { unfinished } : {};
}
