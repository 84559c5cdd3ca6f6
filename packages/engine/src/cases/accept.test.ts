import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import type { InboundMessage } from './gateway.ts';

let runtime: CaseRuntime;

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async ({ messages }) => ({
      port: 'done',
      say: [{ text: messages.map(({ text }) => text).join(' ') }],
    }),
  });
});
afterAll(() => runtime?.close());

const written = (visitor: string, text: string): InboundMessage => ({
  channel: 'webchat',
  providerMessageId: `${visitor}-${text}`,
  conversation: visitor,
  messageId: `${visitor}:${text}`,
  text,
  at: Date.now(),
  identifiers: [{ kind: 'webchat', value: visitor, level: 'verified', evidence: 'test' }],
});

it('messages that come together are answered in the order of their conversation', async () => {
  const visitors = Array.from({ length: 8 }, () => randomUUID());
  const texts = ['one', 'two', 'three', 'four', 'five'];
  const accepted = texts.flatMap((text) =>
    visitors.map((visitor) => runtime.gateway.accept(written(visitor, text))),
  );
  expect((await Promise.all(accepted)).every(({ duplicate }) => !duplicate)).toBe(true);
  for (const visitor of visitors) {
    const heard = await eventually(
      async () => (await runtime.heard(visitor)).join(' '),
      (said) => said.split(' ').length >= texts.length,
      30_000,
    );
    expect(heard).toBe(texts.join(' '));
  }
}, 60_000);

it('what comes again is known, and said once', async () => {
  const visitor = randomUUID();
  expect(await runtime.gateway.accept(written(visitor, 'hello'))).toEqual({ duplicate: false });
  expect(await runtime.gateway.accept(written(visitor, 'hello'))).toEqual({ duplicate: true });
  await eventually(
    () => runtime.heard(visitor),
    (said) => said.length > 0,
  );
  await runtime.gateway.idle();
  expect(await runtime.heard(visitor)).toEqual(['hello']);
});

it('a message that opens a case opens one, however often it is delivered at once', async () => {
  const { customers } = runtime.stores;
  for (let round = 0; round < 3; round += 1) {
    const visitor = randomUUID();
    const message: InboundMessage = { ...written(visitor, 'a new matter'), opensCase: true };
    const answers = await Promise.all(Array.from({ length: 4 }, () => runtime.gateway.receive(message)));
    const cases = new Set(answers.map(({ caseId }) => caseId));
    expect(cases.size).toBe(1);
    const customer = await customers.findByIdentifier({ kind: 'webchat', value: visitor });
    expect(customer?.open.map(({ caseId }) => caseId)).toEqual([...cases]);
  }
});

it('what cannot be kept is not acknowledged, and holds up nobody behind it', async () => {
  const visitor = randomUUID();
  const broken = {
    ...written(visitor, 'broken'),
    messageId: undefined as never,
    channel: undefined as never,
  };
  const insert = runtime.stores.inbox.insert;
  runtime.stores.inbox.insert = async (message) => {
    if (message.payload === broken) throw new Error('the database is away');
    return insert(message);
  };
  try {
    const refused = runtime.gateway.accept(broken);
    const next = runtime.gateway.accept(written(visitor, 'next'));
    await expect(refused).rejects.toThrow('the database is away');
    expect(await next).toEqual({ duplicate: false });
  } finally {
    runtime.stores.inbox.insert = insert;
  }
  await eventually(
    () => runtime.heard(visitor),
    (said) => said.includes('next'),
  );
});
