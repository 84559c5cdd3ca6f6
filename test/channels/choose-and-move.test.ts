import { flowSchema } from '@throughline/flow/schema';
import type { CaseRuntime } from '@throughline/engine/testing/case-runtime';
import { eventually, startCaseRuntime } from '@throughline/engine/testing/case-runtime';
import { testChannels, testPlaces } from '@throughline/engine/testing/test-channels';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TwilioStandIn } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';
import { realNodes } from '../support/real-nodes.ts';

const [ours, phone] = ['+441632960001', '+447700900456'];
let twilio: TwilioStandIn;
let runtime: CaseRuntime;

beforeAll(async () => {
  twilio = await startTwilio();
  const config = { twilio: { ...twilio.account, baseUrl: twilio.url, smsFrom: ours } };
  const say = (id: string, text: string) => ({ id, type: 'send-message', title: id, config: { text } });
  const wires = ['start started choose', 'choose chosen move', 'choose none nowhere', 'move moved answer'];
  const before = [{ language: 'en', text: 'We go on by {{ nodes.choose.output.channel }}.' }];
  runtime = await startCaseRuntime({
    ...{ temporalAddress: inject('temporalAddress'), mongodbUrl: inject('mongodbUrl'), config },
    script: async () => ({ port: 'done' }),
    nodes: (database) =>
      realNodes({
        stores: database.stores,
        places: testPlaces(database, testChannels(database, { config })),
      }),
    flow: flowSchema.parse({
      ...{ schema: 1, id: 'move', title: 'Move', settings: { fallbackQueue: 'people' } },
      nodes: [
        { id: 'start', type: 'ingest', title: 'Start', config: { quiet: '0s' } },
        { id: 'choose', type: 'choose-channel', title: 'Where?', config: { channels: ['sms'] } },
        {
          ...{ id: 'move', type: 'move-channel', title: 'Go on' },
          config: { channel: '{{ nodes.choose.output.conversation }}', before },
        },
        ...[say('answer', 'A new lid comes.'), say('nowhere', 'There is no other way.')],
      ],
      edges: [...wires, 'move impossible nowhere'].map((wire, index) => {
        const [from, port, to] = wire.split(' ');
        return { id: `e${index}`, from, port, to };
      }),
    }),
  });
});
afterAll(async () => {
  await runtime?.close();
  await twilio?.close();
});

it('a flow chooses a proven number and goes on there; who has none stays where they are', async () => {
  const { cases, customers, journal } = runtime.stores;
  const proven = { level: 'verified' as const, evidence: 'test' };
  await customers.findOrCreate({
    identifiers: [{ kind: 'webchat', value: 'v1', ...proven }],
    at: Date.now(),
  });
  const { _id: customerId } = (await customers.findByIdentifier({ kind: 'webchat', value: 'v1' }))!;
  await customers.claim({
    kind: 'phone',
    value: phone,
    ...proven,
    customerId,
    author: 'shop',
    at: Date.now(),
  });

  const { caseId } = await runtime.say('My lid is broken', { visitor: 'v1' });
  await eventually(
    async () => twilio.sent.map(({ to, body }) => [to, body]),
    (sent) => JSON.stringify(sent) === JSON.stringify([[phone, 'A new lid comes.']]),
  );
  expect(await runtime.heard('v1')).toEqual(['We go on by sms.']);
  expect(await cases.get(caseId)).toMatchObject({ reach: { channel: 'sms' } });
  // Why there, and why nowhere else, stands in the journal.
  const told = JSON.stringify(await journal.read(caseId));
  expect(told).toMatch(/"reasons":\["[+−]\d+: /u);
  expect(told).toContain('The node does not consider');
  expect(told).not.toContain(phone);

  await runtime.say('Mine too', { visitor: 'v2' });
  const heard = await eventually(
    () => runtime.heard('v2'),
    (texts) => texts.length > 0,
  );
  expect(heard).toEqual(['There is no other way.']);
  expect(twilio.sent).toHaveLength(1);
});
