import { readFile } from 'node:fs/promises';
import type { JsonObject } from '../../packages/flow/src/json.ts';
import { flowSchema } from '../../packages/flow/src/schema.ts';
import type { FlowCase, Script } from './flow-cases.ts';
import { flowCases } from './flow-cases.ts';

export type { Script } from './flow-cases.ts';
export type SupportCase = FlowCase;

const read = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'));

const orderServiceUrl = 'https://orders.example';
const policies: JsonObject = Object.fromEntries(
  ((await read('examples/policies.json')) as { name: string; value: string }[]).map(({ name, value }) => [
    name,
    value,
  ]),
);
const known: { [number: string]: JsonObject } = {
  'TE-104233': { text: 'On the road.', expected: '2026-11-26', trackingUrl: 'https://track.example/PP1' },
  'TE-103977': { text: 'Delivered.', expected: null, trackingUrl: null },
};

const usual: Script = {
  identity: () => ({ port: 'new' }),
  retrieve: ({ input: { config } }) => ({ port: 'found', output: { question: config['query'] ?? '' } }),
  answer: () => ({ port: 'answered', say: [{ text: 'As the articles say.' }] }),
  orderStatus: ({ input }) => {
    const { orderNumber } = input.case.values;
    const fields = typeof orderNumber === 'string' ? known[orderNumber] : undefined;
    return { port: 'ok', output: fields ? { status: 200, fields } : { status: 404, fields: {} } };
  },
};

export const flow = flowSchema.parse(await read('workflows/support.flow.json'));

/** Cases of the support flow: see `flowCases`. */
export const { openCase, walked } = flowCases({
  flow,
  policies: { ...policies, orderServiceUrl },
  usual: () => usual,
});
