import { randomUUID } from 'node:crypto';
import { capabilitiesOf } from '@throughline/nodes/testing/places';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import type { Channel, OutboundMessage } from '../channels/channel.ts';
import { SendRefused } from '../channels/channel.ts';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import type { AgentAction } from './gateway.ts';
import { relay } from './relay.ts';

let runtime: CaseRuntime;
let visitor = '';
let send: (message: OutboundMessage) => Promise<void>;

beforeAll(async () => {
  const webchat = {
    capabilities: capabilitiesOf('webchat'),
    send: async (message: OutboundMessage) => {
      await send(message);
      return { state: 'stored' };
    },
  } as Channel;
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    channels: { webchat },
    script: async () => ({ port: 'done', say: [{ text: 'It comes tomorrow.' }] }),
  });
});
afterAll(() => runtime?.close());
beforeEach(() => (visitor = randomUUID()));

it('what the provider will never take goes to a person, who sees that it did not arrive', async () => {
  send = async () => {
    throw new SendRefused('channel.opted-out', 'The customer wants no messages.');
  };
  const { caseId } = await runtime.say('Where is my parcel?', { visitor });
  const row = await eventually(
    () => runtime.stores.cases.get(caseId),
    (row) => row?.owner === 'queue',
  );
  expect(row).toMatchObject({ queue: { reason: 'undelivered: channel.opted-out' } });
  const said = await eventually(
    () => runtime.stores.messages.byCase(caseId),
    (rows) => rows.some(({ from, delivery }) => from === 'bot' && delivery === 'failed'),
  );
  expect(said.filter(({ from }) => from === 'note').map(({ text }) => text)).toEqual([
    expect.stringContaining('The customer wants no messages.'),
  ]);
});

it('what the provider does not take now is tried again, and said once', async () => {
  let tries = 0;
  send = async () => {
    tries += 1;
    if (tries < 3) throw new Error('503');
  };
  const { caseId } = await runtime.say('Where is my parcel?', { visitor });
  const texts = await eventually(
    async () => {
      await relay(runtime, 0);
      return runtime.heard(visitor);
    },
    (texts) => texts.length > 0 && tries === 3,
  );
  expect(texts).toEqual(['It comes tomorrow.']);
  expect(await runtime.stores.cases.get(caseId)).toMatchObject({ owner: 'flow' });
});

it('what turns out undelivered after the case was closed opens it again, for people', async () => {
  send = async () => undefined;
  const { caseId } = await runtime.say('Where is my parcel?', { visitor });
  await eventually(
    () => runtime.heard(visitor),
    (texts) => texts.length > 0,
  );
  const agent = { id: 'ana', name: 'Ana' };
  for (const type of ['claim', 'close'] as const) {
    const action = { action: randomUUID(), agent, type, ...(type === 'close' && { reason: 'solved' }) };
    expect(await runtime.gateway.act(caseId, action as AgentAction)).toMatchObject({ ok: true });
  }
  await eventually(
    () => runtime.stores.cases.get(caseId),
    (row) => row?.owner === 'nobody',
  );
  const sent = await runtime.stores.outbox.get(`${caseId}:1:1`);
  await runtime.failSend(sent!, { code: 'channel.bounced', message: 'There is no such address.' });
  const row = await eventually(
    () => runtime.stores.cases.get(caseId),
    (row) => row?.owner === 'queue',
  );
  expect(row).toMatchObject({ queue: { reason: 'undelivered: channel.bounced' }, reopened: 1 });
  const customer = await runtime.stores.customers.get(row!.customerId);
  expect(customer?.open.map((one) => one.caseId)).toEqual([caseId]);
});
