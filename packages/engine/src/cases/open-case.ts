import type { CaseEvent } from '@throughline/flow/event';
import { replay } from '@throughline/flow/replay';
import { createStep } from '@throughline/flow/step';
import { deciders } from '@throughline/nodes/deciders';
import { ApplicationFailure } from '@temporalio/activity';
import type { CaseActivities, OpenedCase } from '../sandbox/contract.ts';
import type { Stores } from '../stores/stores.ts';

/**
 * Where a run of the case workflow begins: a new case with its opening event, or one that was closed, or whose run was
 * lost, with the state that its journal folds to.
 */
export function createOpenCase(stores: Stores): CaseActivities['openCase'] {
  return async (caseId) => {
    const row = await stores.cases.get(caseId);
    if (!row) throw ApplicationFailure.nonRetryable(`No case ${caseId} is stored.`, 'UnknownCase');
    const version = await stores.flows.byHash(row.flow.hash);
    if (!version)
      throw ApplicationFailure.nonRetryable(
        `No flow version ${row.flow.hash} is stored.`,
        'UnknownFlowVersion',
      );
    const { plan } = version;
    const recovered = await recover(stores, caseId, plan);
    if (recovered) return recovered;
    const customer = await stores.customers.facts(row.customerId);
    const opened: Extract<CaseEvent, { type: 'case.opened' }> = {
      type: 'case.opened',
      id: `opened:${caseId}`,
      at: row.openedAt,
      actor: { kind: 'system' },
      caseId,
      flow: row.flow,
      customer,
    };
    return { plan, seq: 0, opened };
  };
}

const step = createStep(deciders);

async function recover(
  stores: Stores,
  caseId: string,
  plan: OpenedCase['plan'],
): Promise<OpenedCase | undefined> {
  const last = await stores.journal.last(caseId);
  if (!last) return undefined;
  const snapshot = await stores.cases.snapshot(caseId);
  if (snapshot?.seq === last.seq) return { plan, seq: snapshot.seq, state: snapshot.state };
  const entries = await stores.journal.read(caseId);
  const folded = replay(
    step,
    plan,
    entries.map(({ entry, content }) => ({
      seq: entry.seq,
      event: content.event,
      decision: content.decision,
    })),
  );
  if (!folded.ok) {
    throw ApplicationFailure.nonRetryable(
      `The journal of ${caseId} does not replay at ${folded.seq}.`,
      'BrokenJournal',
    );
  }
  return { plan, seq: last.seq, state: folded.state };
}
