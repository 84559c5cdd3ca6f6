import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { workflowIdOf } from '../temporal/case-handle.ts';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import { relay } from './relay.ts';

let runtime: CaseRuntime;
let visitor = '';

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async ({ messages }) => ({
      port: 'done',
      say: [{ text: `You said: ${messages.map(({ text }) => text).join(' ')}` }],
    }),
  });
});
afterAll(() => runtime?.close());
beforeEach(() => (visitor = randomUUID()));

const say = (text: string) => runtime.say(text, { visitor });
const heard = (count: number) =>
  eventually(
    () => runtime.heard(visitor),
    (texts) => texts.length >= count,
  );

async function closedCase(): Promise<string> {
  const { caseId } = await say('Hello');
  await heard(1);
  const agent = { id: 'ana', name: 'Ana' };
  for (const type of ['claim', 'close'] as const)
    expect(await runtime.gateway.act(caseId, { action: randomUUID(), type, agent })).toEqual({ ok: true });
  await runtime.temporal.workflow.getHandle(workflowIdOf(caseId)).result();
  return caseId;
}

it('is not opened again: the next message of its customer opens a new one', async () => {
  const { cases, eraser } = runtime.stores;
  const erased = await closedCase();
  await eraser.eraseCase(erased, Date.now());
  await runtime.gateway.endErased(erased);
  const { caseId } = await say('Are you there?');
  expect(caseId).not.toBe(erased);
  expect(await heard(1)).toEqual(['You said: Are you there?']);
  expect(await cases.get(erased)).not.toHaveProperty('lastMessage');
});

it('gives what it had not taken yet to a new one, and ends', async () => {
  const { cases, eraser, inbox, messages } = runtime.stores;
  const erased = await closedCase();
  await runtime.stopWorker();
  expect(await say('Just before')).toMatchObject({ caseId: erased });
  await eraser.eraseCase(erased, Date.now());
  await runtime.gateway.endErased(erased);
  await runtime.startWorker();

  await relay(runtime, 0);
  expect(await heard(1)).toEqual(['You said: Just before']);
  const said = (await messages.byConversation(visitor)).find(({ text }) => text === 'Just before');
  expect(said?.caseId).not.toBe(erased);
  expect(await cases.get(said?.caseId ?? '')).toMatchObject({ lastMessage: { from: 'bot' } });
  expect(await cases.get(erased)).not.toHaveProperty('lastMessage');
  for await (const row of inbox.unacknowledged({ olderThanMs: 0 }))
    expect(row.conversation).not.toBe(visitor);
  const run = await runtime.temporal.workflow.getHandle(workflowIdOf(erased)).describe();
  expect(run.status.name).toBe('TERMINATED');
});
