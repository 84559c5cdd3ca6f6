import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { flowOf } from '@throughline/flow/testing/catalogue';
import { Context } from '@temporalio/activity';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import { bundleWorkflow } from '../temporal/bundle-workflow.ts';
import { workflowIdOf } from '../temporal/case-handle.ts';

const flow = (method: 'GET' | 'POST') =>
  flowOf(
    {
      start: ['ingest', { quiet: '0s' }],
      ask: ['http-request', { url: 'https://orders.example.com/{{ message.text }}', method }],
      say: ['send-message', { text: 'It said {{ nodes.ask.output.status }}.' }],
      person: ['escalate', { queue: 'people', reason: 'failed' }],
    },
    ['start.started > ask', 'ask.ok > say', 'ask.error > person', 'ask.timeout > person'],
  );

/** By case, how it was asked. */
const asked = new Map<string, { local: boolean; run: string }[]>();
let reading: CaseRuntime;
let writing: CaseRuntime;

async function start(method: 'GET' | 'POST'): Promise<CaseRuntime> {
  return startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async () => ({ port: 'done' }),
    flow: flow(method),
    nodes: () => ({
      async 'http-request'({ caseId, run, input }) {
        const { info, cancellationSignal } = Context.current();
        const before = asked.get(caseId) ?? [];
        asked.set(caseId, [...before, { local: info.isLocal, run }]);
        const how = input.messages[0]?.text;
        if (how === 'slow') await pause(2_000, undefined, { signal: cancellationSignal });
        if (how === 'shaky' && before.length === 0) throw new Error('the connection was lost');
        return { port: 'ok', output: { status: 200, fields: {} } };
      },
    }),
  });
}

beforeAll(async () => {
  [reading, writing] = [await start('GET'), await start('POST')];
});
afterAll(() => Promise.all([reading?.close(), writing?.close()]));

async function ask(runtime: CaseRuntime, text: string) {
  const visitor = randomUUID();
  const { caseId } = await runtime.say(text, { visitor });
  const said = await eventually(
    () => runtime.heard(visitor),
    (texts) => texts.length > 0,
  );
  const workflowId = workflowIdOf(caseId);
  const history = await runtime.temporal.workflow.getHandle(workflowId).fetchHistory();
  const workflowBundle = await bundleWorkflow();
  await Worker.runReplayHistory({ workflowBundle, dataConverter: runtime.converter }, history, workflowId);
  const own = (history.events ?? []).flatMap(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityId ?? [],
  );
  return { said, own, asked: asked.get(caseId) };
}

const local = { local: true, run: 'ask#1' };
const own = { local: false, run: 'ask#1' };

it('what only reads is asked without a turn through a task queue', async () => {
  expect(await ask(reading, 'quick')).toEqual({ said: ['It said 200.'], own: [], asked: [local] });
});

it.each(['slow', 'shaky'])(
  'what is %s goes on as an activity of its own, under the same key',
  async (how) => {
    expect(await ask(reading, how)).toEqual({ said: ['It said 200.'], own: ['ask#1'], asked: [local, own] });
  },
);

it('what changes something is asked once', async () => {
  expect(await ask(writing, 'slow')).toEqual({ said: ['It said 200.'], own: ['ask#1'], asked: [own] });
});
