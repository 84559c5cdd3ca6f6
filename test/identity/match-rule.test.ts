import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { flowSchema } from '@throughline/flow/schema';
import type { CaseRuntime } from '@throughline/engine/testing/case-runtime';
import { eventually, startCaseRuntime } from '@throughline/engine/testing/case-runtime';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { realNodes } from '../support/real-nodes.ts';

/** What another system holds: one account, and its postcode. */
const accounts = createServer((request, response) => {
  response.statusCode = request.url === '/accounts/AC-4711' ? 200 : 404;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(response.statusCode === 200 ? { postcode: 'SW1A 1AA' } : {}));
});
let runtime: CaseRuntime;

beforeAll(async () => {
  await new Promise<void>((resolve) => accounts.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(accounts.address() as AddressInfo).port}/accounts/{number}`;
  const ask = (id: string) => ({
    ...{ id, type: 'ask', title: id },
    config: { question: `What is your ${id}?`, saveAs: id },
  });
  const say = (id: string, text: string) => ({ id, type: 'send-message', title: id, config: { text } });
  const wires = [
    ...['start started account', 'account answered postcode', 'account not-understood person'],
    ...['postcode answered lookup', 'postcode not-understood person'],
    ...['lookup ok match', 'lookup error person', 'lookup timeout person'],
    ...['match known hello', 'match claimed anybody', 'match no-match differs'],
  ];
  const lookup = {
    ...{ url, parameters: [{ name: 'number', value: '{{ case.values.account }}' }] },
    ...{ expect: ['200', '404'], pick: [{ name: 'postcode', path: 'body.postcode' }] },
  };
  const match = {
    value: '{{ case.values.account }}',
    compare: [
      {
        ...{ name: 'postcode', said: 'case.values.postcode' },
        found: 'nodes.lookup.output.fields.postcode ?? ""',
      },
    ],
    ...{ when: 'nodes.lookup.output.status == 200', proves: true },
  };
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async () => ({ port: 'done' }),
    nodes: ({ stores }) => realNodes({ stores, allowedAddresses: ['127.0.0.1'] }),
    flow: flowSchema.parse({
      ...{ schema: 1, id: 'match', title: 'Match', settings: { fallbackQueue: 'people' } },
      nodes: [
        { id: 'start', type: 'ingest', title: 'Start', config: { quiet: '0s' } },
        ...[ask('account'), ask('postcode')],
        { id: 'lookup', type: 'http-request', title: 'Look up', config: lookup },
        { id: 'match', type: 'match-customer', title: 'Match', config: match },
        say('hello', 'Hello, {{ customer.verified ? "we know you" : "stranger" }}.'),
        ...[say('anybody', 'That is an account.'), say('differs', 'That does not agree.')],
        { id: 'person', type: 'escalate', title: 'Person', config: { queue: 'people', reason: 'failed' } },
      ],
      edges: wires.map((wire, index) => {
        const [from, port, to] = wire.split(' ');
        return { id: `e${index}`, from, port, to };
      }),
    }),
  });
});
afterAll(async () => {
  await runtime?.close();
  accounts.close();
});

/** Says all of it, each once the one before was answered. Gives the last answer. */
async function says(visitor: string, ...texts: string[]): Promise<string | undefined> {
  let heard: string[] = [];
  for (const [index, text] of texts.entries()) {
    await runtime.say(text, { visitor });
    heard = await eventually(
      () => runtime.heard(visitor),
      (all) => all.length > index,
    );
  }
  return heard.at(-1);
}

test('who says what another system holds about an account is its customer, and nobody else is', async () => {
  const { customers } = runtime.stores;
  const holder = () => customers.findByIdentifier({ kind: 'account', value: 'AC-4711' });
  const hello = 'Where are my orders?';
  expect(await says('guesser', hello, 'AC-4711', 'N1 9GU')).toBe('That does not agree.');
  expect(await says('nobody', hello, 'AC-0000', 'SW1A 1AA')).toBe('That does not agree.');
  expect(await holder()).toBeNull();

  expect(await says('ana', hello, 'AC-4711', 'sw1a-1aa')).toBe('Hello, we know you.');
  const ana = await holder();
  const [row] = (await runtime.stores.cases.list({ conversation: 'ana', limit: 1 })).cases;
  expect(ana?._id).toBe(row?.customerId);
  const account = (await customers.identifiersOf(ana!._id)).find(({ kind }) => kind === 'account');
  expect(account).toMatchObject({ level: 'verified', evidence: { how: 'match-rule', rule: ['postcode'] } });

  // Another who knows both is suggested, and not attached.
  expect(await says('bo', hello, 'AC-4711', 'SW1A 1AA')).toBe('That is an account.');
  expect((await holder())?._id).toBe(ana?._id);
});
