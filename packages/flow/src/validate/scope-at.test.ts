import { z } from 'zod';
import { expect, it } from 'vitest';
import type { Catalogue } from '../declaration.ts';
import { catalogue, flowOf } from '../testing/catalogue.ts';
import { createContext } from './context.ts';
import { scopeAt } from './scope-at.ts';

const keep = {
  ...catalogue['look'],
  type: 'keep',
  config: z.object({ as: z.string() }),
  sets: ({ as }: { as: string }) => [as],
  outputs: { all: { type: 'object', help: 'All.', fields: ({ as }: { as: string }) => [as] } },
};
const nodes = { ...catalogue, keep } as unknown as Catalogue;

const flow = flowOf(
  {
    ask: 'start',
    find: 'look',
    keep: ['keep', { as: 'number' }],
    bye: ['say', { text: 'Bye' }],
    alone: 'look',
  },
  ['ask.started > find', 'find.found > keep', 'keep.found > bye', 'find.missing > bye'],
);
const at = (node: string) =>
  scopeAt(createContext(flow, nodes, {}), node, [{ name: 'days', title: 'Days', value: 30 }]);

it('knows which nodes can have run, and which need not have', () => {
  const { fields = {} } = at('bye')['nodes'] ?? {};
  expect(Object.keys(fields).sort()).toEqual(['ask', 'find', 'keep']);
  expect(fields['find']?.maybe).toBeUndefined();
  expect(fields['keep']?.maybe).toBe(true);
  expect(Object.keys(at('find')['nodes']?.fields ?? {})).toEqual(['ask']);
});

it('knows outputs with types, and the names that configs give', () => {
  const { fields = {} } = at('bye')['nodes'] ?? {};
  expect(fields['find']?.fields?.['output']?.fields).toEqual({
    total: { type: 'number', help: 'How many.' },
  });
  expect(Object.keys(fields['keep']?.fields?.['output']?.fields?.['all']?.fields ?? {})).toEqual(['number']);
  expect(Object.keys(at('bye')['case']?.fields?.['values']?.fields ?? {})).toEqual(['number']);
});

it('knows policies by value, and what may be missing', () => {
  const scope = at('ask');
  expect(scope['policy']?.fields).toEqual({ days: { help: 'Days', value: 30 } });
  expect(scope['customer']?.fields?.['name']).toMatchObject({ type: 'text', maybe: true });
  expect(scope['nodes']?.fields).toEqual({});
});
