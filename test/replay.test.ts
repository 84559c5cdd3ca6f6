import { randomUUID } from 'node:crypto';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { DataConverter } from '@temporalio/common';
import { DefaultLogger, Runtime, Worker, makeTelemetryFilterString } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { failureConverterPath } from '../packages/engine/src/crypto/data-converter.ts';
import { KeyErased } from '../packages/engine/src/stores/keys.ts';
import { workflowIdOf } from '../packages/engine/src/temporal/case-handle.ts';
import { bundleWorkflow } from '../packages/engine/src/temporal/bundle-workflow.ts';
import { eventually, startCaseRuntime } from '../packages/engine/src/testing/case-runtime.ts';
import { replay } from '../packages/flow/src/replay.ts';
import { createStep } from '../packages/flow/src/step.ts';
import { deciders } from '../packages/nodes/src/deciders.ts';
import type { HistoryEvent, HistoryFile } from './histories/history-file.ts';
import { readHistories } from './histories/history-file.ts';

const histories = await readHistories();
let workflowBundle: Awaited<ReturnType<typeof bundleWorkflow>>;

beforeAll(async () => {
  // A violation is what one test is after: no need to tell of it at length.
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => {}),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
  });
  workflowBundle = await bundleWorkflow();
});

const replayHistory = (history: unknown, dataConverter: DataConverter = { failureConverterPath }) =>
  Worker.runReplayHistory({ workflowBundle, dataConverter }, history);

describe('cases that were recorded on earlier versions', () => {
  it('are there', () => {
    expect(histories.map(({ name }) => name)).toEqual([
      'answered-and-replied',
      'burst-while-running',
      'closed-and-opened-again',
      'failed-and-closed',
      'handed-over-and-returned',
      'moved-to-another-version',
      'silent-and-closed',
    ]);
  });

  it.each(histories)('$name: the workflow of today gives the same commands', async ({ file }) => {
    await expect(replayHistory(file.history)).resolves.toBeUndefined();
  });

  it.each(histories)('$name: the rules of today take the same decisions', ({ file }) => {
    expect(replay(createStep(deciders), [file.plan, ...(file.others ?? [])], file.journal)).toMatchObject({
      ok: true,
      events: file.journal.length,
    });
  });

  it.each(histories)('$name: a history in which something else was run is refused', async ({ file }) => {
    const forged = withOtherActivity(file.history);
    await expect(replayHistory(forged)).rejects.toThrow(DeterminismViolationError);
  });

  it.each(histories)('$name: says nothing of the machine it was recorded on', ({ file }) => {
    expect(textOf(file)).not.toMatch(/\/home\/|\/work\/|\/Users\/|\/tmp\/|@[a-z0-9-]+\.local/);
  });
});

describe('a case that runs now', () => {
  const said = ['My card is 4242 4242 4242 4242', 'and I live in Halden Street'];
  // Long enough not to be met by chance in a number or a digest.
  const secrets = ['4242 4242', 'Halden Street', 'Ana Lindqvist'];
  let runtime: Awaited<ReturnType<typeof startCaseRuntime>>;
  let caseId = '';

  beforeAll(async () => {
    runtime = await startCaseRuntime({
      temporalAddress: inject('temporalAddress'),
      mongodbUrl: inject('mongodbUrl'),
      script: async ({ messages }) => {
        const text = messages.map((message) => message.text).join(' ');
        if (text.includes('live')) throw new Error(`nobody knows the address in: ${text}`);
        return { port: 'done', say: [{ text: `You said: ${text}` }] };
      },
    });
    const visitor = randomUUID();
    for (const text of said) ({ caseId } = await runtime.say(text, { visitor }));
    await eventually(
      () => runtime.stores.cases.get(caseId),
      (row) => row?.owner === 'queue',
    );
    const agent = { id: 'ana', name: 'Ana Lindqvist' };
    await runtime.gateway.act(caseId, { action: randomUUID(), type: 'claim', agent });
    const bo = { id: 'bo', name: 'Bo' };
    await runtime.gateway.act(caseId, {
      action: randomUUID(),
      type: 'reply',
      agent: bo,
      text: said.join(' '),
    });
    await runtime.stopWorker();
  });
  afterAll(async () => {
    await runtime.startWorker();
    await runtime.close();
  });

  const fetchHistory = () => runtime.temporal.workflow.getHandle(workflowIdOf(caseId)).fetchHistory();

  it('replays with the key of its case', async () => {
    await expect(replayHistory(await fetchHistory(), runtime.converter)).resolves.toBeUndefined();
  });

  it('has a history in which nothing of what was said can be read', async () => {
    const history = await fetchHistory();
    const json = historyToJSON(history);
    const bytes = textOf(JSON.parse(json));
    // The search does find what is readable there.
    expect(bytes).toContain('readArrivals');
    for (const secret of secrets) expect(bytes).not.toContain(secret);
  });

  it('cannot be read by anybody once its key is erased', async () => {
    const history = await fetchHistory();
    await runtime.stores.keys.erase(caseId);
    const [codec] = runtime.converter.payloadCodecs ?? [];
    const [input] = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    await expect(codec!.decode([input!])).rejects.toThrow(KeyErased);
    await expect(replayHistory(history, runtime.converter)).rejects.toThrow('workflow task failure');
  });
});

/** All texts of a value, what is written in base64 also in the clear. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return `${value}\n${Buffer.from(value, 'base64').toString('latin1')}\n`;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, field]) => `${name}\n${textOf(field)}`)
    .join('');
}

function withOtherActivity({ events }: HistoryFile['history']): HistoryFile['history'] {
  const scheduled = 'activityTaskScheduledEventAttributes';
  const target = events.find((event) => scheduled in event);
  return {
    events: events.map((event): HistoryEvent =>
      event === target
        ? { ...event, [scheduled]: { ...(event[scheduled] as object), activityId: 'other#1' } }
        : event,
    ),
  };
}
