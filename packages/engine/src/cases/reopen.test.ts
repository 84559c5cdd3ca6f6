import { flowSchema } from '@throughline/flow/schema';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { workflowIdOf } from '../temporal/case-handle.ts';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';

/** Answers and closes at once; a burst is one turn. */
const flow = flowSchema.parse({
  schema: 1,
  id: 'closing',
  title: 'Closing',
  settings: { fallbackQueue: 'people' },
  nodes: [
    { id: 'start', type: 'ingest', title: 'Start', config: { quiet: '300ms' } },
    { id: 'think', type: 'scripted', title: 'Think', config: {} },
    { id: 'bye', type: 'close-case', title: 'Bye', config: { reason: 'answered' } },
  ],
  edges: [
    { id: 'e1', from: 'start', port: 'started', to: 'think' },
    { id: 'e2', from: 'think', port: 'done', to: 'bye' },
  ],
});

let runtime: CaseRuntime;

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    flow,
    script: async ({ messages }) => ({
      port: 'done',
      say: [{ text: `You said: ${messages.map(({ text }) => text).join(' | ')}` }],
    }),
  });
});

afterAll(() => runtime?.close());

const heard = (count: number) =>
  eventually(
    () => runtime.heard(),
    ({ length }) => length >= count,
  );

it('a message to a closed case is waited for like any burst, and answered on the same case', async () => {
  const { caseId } = await runtime.say('Hello');
  await heard(1);
  const handle = runtime.temporal.workflow.getHandle(workflowIdOf(caseId));
  await eventually(
    async () => (await handle.describe()).status.name,
    (status) => status === 'COMPLETED',
  );

  const again = await Promise.all([runtime.say('One more'), runtime.say('question')]);
  expect(again.map((each) => each.caseId)).toEqual([caseId, caseId]);
  const [, answer] = await heard(2);
  expect(['You said: One more | question', 'You said: question | One more']).toContain(answer);
  await eventually(
    async () => (await runtime.stores.cases.get(caseId))?.owner,
    (owner) => owner === 'nobody',
  );
  expect(await runtime.stores.cases.get(caseId)).toMatchObject({ reopened: 1, turn: 2 });
});
