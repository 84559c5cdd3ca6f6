import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Db } from 'mongodb';
import type { Stores } from '../../packages/engine/src/stores/database.ts';
import { workflowIdOf } from '../../packages/engine/src/temporal/case-handle.ts';
import { unrestOf } from './checks.ts';
import type { CaseEvidence } from './evidence.ts';
import { casesOf } from './evidence.ts';
import { movesUnderWay } from './moves.ts';

export type Quiet = { ms: number; stuck: string[] };

export type Observed = { stores: Stores; db: Db; temporal: Client; conversations: string[] };

const lookEveryMs = 1_000;

/** The relay looks at rows older than 5 s every 2 s: by then it has looked at everything once more. */
const stillForMs = 8_000;

/** Waits until nothing is under way any more; else says, for each case, what is, and how Temporal sees it. */
export async function untilQuiet(observed: Observed, withinMs: number): Promise<Quiet> {
  const began = Date.now();
  for (;;) {
    const [restless, moves] = [await restlessCases(observed), await movesUnderWay(observed.db)];
    if (restless.length === 0 && moves.length === 0) {
      const ms = Date.now() - began;
      await pause(stillForMs);
      return { ms, stuck: [] };
    }
    if (Date.now() - began > withinMs) {
      const stuck = await Promise.all(
        restless.map(
          async ({ caseId, why }) =>
            `case ${caseId}: ${why.join('; ')}; ${await seenByTemporal(observed.temporal, caseId)}`,
        ),
      );
      return { ms: Date.now() - began, stuck: [...stuck, ...moves] };
    }
    await pause(lookEveryMs);
  }
}

async function restlessCases({
  stores,
  db,
  conversations,
}: Observed): Promise<{ caseId: string; why: string[] }[]> {
  const unacknowledged = await db.collection('inbox').find({ state: 'received' }).toArray();
  if (unacknowledged.length > 0) {
    const ids = unacknowledged.map(({ caseId }) => String(caseId ?? 'unknown'));
    return [...new Set(ids)].map((caseId) => {
      const rows = ids.filter((id) => id === caseId).length;
      return { caseId, why: [`${rows} inbox rows are not acknowledged`] };
    });
  }
  const cases = (
    await Promise.all(conversations.map((conversation) => casesOf(stores, db, conversation)))
  ).flat();
  return cases
    .map((each: CaseEvidence) => ({ caseId: each.caseId, why: unrestOf(each) }))
    .filter(({ why }) => why.length > 0);
}

async function seenByTemporal(temporal: Client, caseId: string): Promise<string> {
  try {
    const { status, raw, historyLength } = await temporal.workflow.getHandle(workflowIdOf(caseId)).describe();
    const activities = (raw.pendingActivities ?? []).map(
      ({ activityId, attempt, lastFailure }) =>
        `activity ${activityId} attempt ${attempt}${lastFailure ? ` (${lastFailure.message})` : ''}`,
    );
    const task = raw.pendingWorkflowTask ? [`workflow task attempt ${raw.pendingWorkflowTask.attempt}`] : [];
    return [`workflow ${status.name}, ${historyLength} events`, ...task, ...activities].join(', ');
  } catch (error) {
    return `Temporal: ${error instanceof Error ? error.message : 'unknown'}`;
  }
}
