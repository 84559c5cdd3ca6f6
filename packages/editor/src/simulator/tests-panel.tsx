import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, CircleX, Download, FlaskConical, Play, Trash2, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { conversation } from '@throughline/flow/conversation';
import type { FlowTestRun } from '@throughline/flow/flow-test';
import type { JsonObject } from '@throughline/flow/json';
import { policiesQuery } from '../api/queries.ts';
import { useEditor, useFlowEditor } from '../flows/use-flow-editor.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { tell, tellError } from '../ui/toast.tsx';
import { flowTestsQuery, giveAsFile, removeTest, saveTest, type FlowTest } from './flow-tests.ts';
import { useTestRuns } from './use-test-runs.ts';
import styles from './tests-panel.module.css';

/** The tests of the open flow, played on the draft as it is drawn: all of them, whenever it changes. */
export function TestsPanel() {
  const flow = useFlowEditor((state) => state.flow);
  const errors = useFlowEditor(({ issues }) => issues.filter(({ severity }) => severity === 'error').length);
  const readOnly = useFlowEditor((state) => state.readOnly);
  const tests = useQuery(flowTestsQuery(flow.id));
  const policies = useQuery({ ...policiesQuery, select: valuesOf });
  const runs = useTestRuns(tests.data, policies.isError ? noPolicies : policies.data);
  if (tests.isPending) return <Skeleton rows={4} height={32} label="Loading the tests" />;
  if (tests.isError)
    return <Failed error={tests.error} what="The tests" onRetry={() => void tests.refetch()} />;
  const failed = runs && Object.values(runs).filter(({ ok }) => !ok).length;
  return (
    <section className={styles['tests']} aria-label="Tests of the flow">
      <header>
        <p role="status">{verdict(tests.data.length, failed, errors)}</p>
        {!readOnly && <AddTests flowId={flow.id} />}
      </header>
      {tests.data.length === 0 ? (
        <Empty icon={<FlaskConical />} title="No tests yet">
          Talk to the draft in the simulator and press “Save as a test”, or add recorded conversations from
          files.
        </Empty>
      ) : (
        <ul>
          {tests.data.map((test) => (
            <Test key={test.name} flowId={flow.id} test={test} run={runs?.[test.name]} readOnly={readOnly} />
          ))}
        </ul>
      )}
    </section>
  );
}

const noPolicies: JsonObject = {};

function valuesOf(policies: { name: string; value: unknown }[]): JsonObject {
  return Object.fromEntries(policies.map(({ name, value }) => [name, value])) as JsonObject;
}

function verdict(count: number, failed: number | undefined, errors: number): string {
  if (count === 0) return '';
  if (errors > 0) return 'The tests run as soon as the draft has no errors.';
  if (failed === undefined) return 'Running the tests…';
  if (failed > 0) return `${failed} of ${count} go another way than recorded.`;
  return count === 1 ? 'The test goes as recorded.' : `All ${count} go as recorded.`;
}

type TestProps = { flowId: string; test: FlowTest; run: FlowTestRun | undefined; readOnly: boolean };

function Test({ flowId, test, run, readOnly }: TestProps) {
  const editor = useEditor();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const removal = useMutation({
    mutationFn: () => removeTest(flowId, test.name),
    onSuccess: () => tell(`Removed “${test.test.title}”.`),
    onError: (error) => tellError('The test could not be removed.', error),
    onSettled: () => client.invalidateQueries(flowTestsQuery(flowId)),
  });
  const parted = run?.parted;
  const turn = parted && run.turns[parted.turn];
  return (
    <li data-ok={run?.ok}>
      {!run ? (
        <Play aria-label="Not run" />
      ) : run.ok ? (
        <CircleCheck aria-label="Passed" />
      ) : (
        <CircleX aria-label="Failed" />
      )}
      <div>
        <strong>{test.test.title}</strong>
        {parted && (
          <>
            <p>
              Turn {parted.turn + 1}, “{turn?.done}”: {parted.text}
            </p>
            {turn?.problems
              .filter((problem) => problem !== parted.text)
              .map((problem) => (
                <pre key={problem}>{problem}</pre>
              ))}
          </>
        )}
      </div>
      {parted?.node !== undefined && (
        <Button onClick={() => editor.getState().show({ node: parted.node ?? '' })}>Show where</Button>
      )}
      <IconButton label={`Download “${test.test.title}”`} onClick={() => giveAsFile(test)}>
        <Download />
      </IconButton>
      {!readOnly &&
        (asking ? (
          <Button
            look="danger"
            busy={removal.isPending}
            autoFocus
            onBlur={() => setAsking(false)}
            onClick={() => removal.mutate()}
          >
            Remove it
          </Button>
        ) : (
          <IconButton label={`Remove “${test.test.title}”`} onClick={() => setAsking(true)}>
            <Trash2 />
          </IconButton>
        ))}
    </li>
  );
}

/** Recorded conversations from files, such as those beside a shipped flow. */
function AddTests({ flowId }: { flowId: string }) {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const adding = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) {
        const parsed = conversation.safeParse(await readJson(file));
        if (!parsed.success) throw new Error(`${file.name} is no recorded conversation.`);
        await saveTest(flowId, parsed.data);
      }
      return files.length;
    },
    onSuccess: (count) => tell(`Added ${count} ${count === 1 ? 'test' : 'tests'}.`),
    onError: (error) => tellError(error.message, error),
    onSettled: () => client.invalidateQueries(flowTestsQuery(flowId)),
  });
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        multiple
        hidden
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length > 0) adding.mutate(files);
        }}
      />
      <Button icon={<Upload />} busy={adding.isPending} onClick={() => input.current?.click()}>
        Add from files
      </Button>
    </>
  );
}

async function readJson(file: File): Promise<unknown> {
  try {
    return JSON.parse(await file.text());
  } catch {
    return undefined;
  }
}
