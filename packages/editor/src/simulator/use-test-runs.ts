import { compile } from '@throughline/flow/compile';
import { runFlowTest, type FlowTestRun } from '@throughline/flow/flow-test';
import type { JsonObject } from '@throughline/flow/json';
import { wayOf } from '@throughline/flow/simulation-visits';
import { createStep } from '@throughline/flow/step';
import { stopNames } from '@throughline/flow/stop-names';
import { deciders } from '@throughline/nodes/deciders';
import { useEffect, useState } from 'react';
import { useCatalogue, useEditor, useFlowEditor } from '../flows/use-flow-editor.tsx';
import type { FlowTest } from './flow-tests.ts';
import { showRecorded } from './simulation-store.ts';

const step = createStep(deciders);

/** Longer than the check of an edited flow waits: only a flow without errors can be run. */
const afterMs = 400;

export type TestRuns = { [name: string]: FlowTestRun };

/**
 * Plays tests on the open draft, again after every edit, one at a time so that drawing goes on. The policies of the shop hold where
 * a test names none. Undefined until the first is through, and while the draft has errors.
 */
export function useTestRuns(tests: FlowTest[] | undefined, policies: JsonObject | undefined) {
  const editor = useEditor();
  const catalogue = useCatalogue();
  const flow = useFlowEditor((state) => state.flow);
  const broken = useFlowEditor(({ issues }) => issues.some(({ severity }) => severity === 'error'));
  const [runs, setRuns] = useState<TestRuns>();
  useEffect(() => {
    if (!tests || !policies || broken) return;
    const stopped = new AbortController();
    void playAll();
    return () => stopped.abort();

    async function playAll(): Promise<void> {
      await pause(afterMs);
      const { issues } = editor.getState();
      if (stopped.signal.aborted || issues.some(({ severity }) => severity === 'error')) return;
      const world = { step, plan: compile(flow, catalogue) };
      const names = stopNames(flow, catalogue);
      const done: TestRuns = {};
      for (const { name, test } of tests ?? []) {
        done[name] = runFlowTest(world, test, { names, ...(policies && { policies }) });
        await pause(0);
        if (stopped.signal.aborted) return;
      }
      setRuns(done);
      const visits = Object.values(done).flatMap(({ simulation }) => wayOf(world, simulation).visits);
      showRecorded(Object.fromEntries(visits.map(({ node, scope }) => [node, scope])));
    }
  }, [editor, catalogue, flow, broken, tests, policies]);
  return broken ? undefined : runs;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms);
  });
}
