import { writeFile } from 'node:fs/promises';
import type { Conversation } from '@throughline/flow/conversation';
import type { Effect } from '@throughline/flow/effect';
import type { CaseEvent } from '@throughline/flow/event';
import { recordingOf } from '@throughline/flow/flow-test-of';
import type { Plan } from '@throughline/flow/plan';
import { readJsonFile } from '../input/read-json-file.ts';

/** Of an exported case, what a test needs: the plan it ran, and what happened to it. */
export type RecordedCase = {
  plan: Plan | null;
  journal: { content?: { event: CaseEvent; effects: Effect[] } }[];
};

/**
 * Writes into a conversation's file what nodes found while it was played, when it began, and the policies that its flow reads: so
 * that `flow test` plays it the same way without any server. Everything else in the file stays.
 */
export async function recordResults(file: string, { plan, journal }: RecordedCase): Promise<void> {
  const {
    turns,
    at: _at,
    policies: _policies,
    results: _results,
    ...head
  } = (await readJsonFile(file)) as Conversation;
  if (!plan) throw new Error('The case has no plan.');
  const recorded = recordingOf(
    plan,
    journal.flatMap(({ content }) => content ?? []),
  );
  await writeFile(file, `${JSON.stringify({ ...head, ...recorded, turns }, null, 2)}\n`);
}

/** The case as its installation exports it. */
export async function fetchCase(url: string, token: string, caseId: string): Promise<RecordedCase> {
  const response = await fetch(`${url}/api/cases/${caseId}/export`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`GET /api/cases/${caseId}/export answered ${response.status}.`);
  return (await response.json()) as RecordedCase;
}
