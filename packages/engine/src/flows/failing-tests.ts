import { setImmediate as breathe } from 'node:timers/promises';
import { runFlowTest } from '@throughline/flow/flow-test';
import type { Plan } from '@throughline/flow/plan';
import { createStep } from '@throughline/flow/step';
import type { StopNames } from '@throughline/flow/stop-names';
import { deciders } from '@throughline/nodes/deciders';
import type { Stores } from '../stores/database.ts';

/** A test of a flow that goes another way, with the place where it parts. */
export type FailingTest = { name: string; title: string; turn: number; text: string };

const step = createStep(deciders);

/** Plays the tests of a flow on a plan of it, one at a time so that others are answered meanwhile. */
export async function failingTests(
  { flowTests, policies }: Pick<Stores, 'flowTests' | 'policies'>,
  { plan, names }: { plan: Plan; names: StopNames },
): Promise<FailingTest[]> {
  const [tests, { values }] = await Promise.all([flowTests.list(plan.flow.id), policies.snapshot()]);
  const failing: FailingTest[] = [];
  for (const { name, test } of tests) {
    const { title, parted } = runFlowTest({ step, plan }, test, { names, policies: values });
    if (parted) failing.push({ name, title, turn: parted.turn, text: parted.text });
    await breathe();
  }
  return failing;
}
