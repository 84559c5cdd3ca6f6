import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { createEraser } from '../stores/erase.ts';
import { workflowIdOf } from '../temporal/case-handle.ts';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import { dyingAt } from '../testing/dying-database.ts';
import type { InboundMessage } from './gateway.ts';

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

/** A customer whose only case was erased. */
async function caselessCustomer(): Promise<string> {
  const { caseId } = await runtime.say('Hello', { visitor });
  await heard('You said: Hello');
  const agent = { id: 'ana', name: 'Ana' };
  for (const type of ['claim', 'close'] as const)
    expect(await runtime.gateway.act(caseId, { action: randomUUID(), type, agent })).toEqual({ ok: true });
  await runtime.temporal.workflow.getHandle(workflowIdOf(caseId)).result();
  await runtime.stores.eraser.eraseCase(caseId, Date.now());
  await runtime.gateway.endErased(caseId);
  return (await runtime.stores.cases.get(caseId))!.customerId;
}

const heard = (text: string) =>
  eventually(
    () => runtime.heard(visitor),
    (texts) => texts.includes(text),
  );

const customerOf = async (caseId: string) =>
  runtime.stores.customers.get((await runtime.stores.cases.get(caseId))!.customerId);

it('who writes when their erasure was killed is somebody new, and the old one is erased', async () => {
  const { customers, eraser, keys, files } = runtime.stores;
  // In the one place their identifier still leads to them, in the other it leads nowhere any more.
  for (const place of ['mailThreads', 'guests']) {
    visitor = randomUUID();
    const before = await caselessCustomer();
    const dying = createEraser(dyingAt(runtime.database.db, place), keys, files);
    await expect(dying.eraseIdleCustomer(before, 5)).rejects.toThrow('killed');
    const { caseId } = await runtime.say('Are you there?', { visitor });
    await heard('You said: Are you there?');
    const writer = await customerOf(caseId);
    expect(writer?._id).not.toBe(before);
    expect(writer).not.toHaveProperty('erasing');
    await eraser.finishCustomer(before);
    expect(await customers.get(before)).toMatchObject({ erasedAt: 5, open: [] });
    expect(await customers.identifiersOf(before)).toEqual([]);
    expect((await customerOf(caseId))?.open.map((open) => open.caseId)).toEqual([caseId]);
    expect(await customers.identifiersOf(writer!._id)).toMatchObject([{ value: visitor }]);
  }
});

it('a message and an erasure at once: it is answered, and no case is of somebody who is erased', async () => {
  const { stores } = await runtime.database.another();
  for (let round = 0; round < 12; round += 1) {
    visitor = randomUUID();
    const before = await caselessCustomer();
    const [, said] = await Promise.all([
      stores.eraser.eraseIdleCustomer(before, Date.now()),
      new Promise((resolve) => setTimeout(resolve, round)).then(() => runtime.say('Me again', { visitor })),
    ]);
    await heard('You said: Me again');
    const writer = await customerOf(said.caseId);
    expect(writer).not.toHaveProperty('erasedAt');
    expect(writer).not.toHaveProperty('erasing');
    expect(writer?.open.map(({ caseId }) => caseId)).toEqual([said.caseId]);
    const old = await stores.customers.get(before);
    expect(old?.erasedAt !== undefined).toBe(writer?._id !== before);
    expect(await runtime.stores.eraser.begun()).not.toContain(before);
  }
}, 120_000);

it('a word of STOP outlives the erasure of who said it before', async () => {
  const { conversations, keys, files } = runtime.stores;
  const phone = '+447700900321';
  const conversation = randomUUID();
  const word = (text: string, more: Partial<InboundMessage> = {}) => {
    const id = randomUUID();
    return runtime.gateway.receive({
      ...{ channel: 'sms', providerMessageId: id, messageId: id, conversation, text, at: Date.now() },
      identifiers: [{ kind: 'phone', value: phone, level: 'verified', evidence: 'sms' }],
      reach: { ours: '+15550100', theirs: phone },
      ...more,
    });
  };
  await word('START', { consent: 'start' });
  const before = (await conversations.get(conversation))!.customerId!;
  const dying = createEraser(dyingAt(runtime.database.db, 'mailThreads'), keys, files);
  await expect(dying.eraseIdleCustomer(before, 5)).rejects.toThrow('killed');
  await word('STOP', { consent: 'stop' });
  expect(await conversations.get(conversation)).toMatchObject({ stoppedAt: expect.any(Number) });
  expect((await conversations.get(conversation))?.customerId).not.toBe(before);
});
