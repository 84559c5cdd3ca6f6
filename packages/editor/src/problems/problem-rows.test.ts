import { catalogue } from '@throughline/nodes/catalogue';
import { flowOf } from '@throughline/flow/testing/catalogue';
import { validate } from '@throughline/flow/validate';
import { expect, it } from 'vitest';
import { problemRows } from './problem-rows.ts';

const flow = flowOf(
  {
    start: 'ingest',
    pick: [
      'switch',
      {
        cases: [
          { id: 'a', title: 'A', when: 'customer.name == "x"' },
          { id: 'b', title: 'B', when: '1 +' },
        ],
      },
    ],
    bye: ['close-case', {}],
  },
  ['start.started > pick', 'pick.a > bye', 'pick.b > bye', 'pick.otherwise > bye'],
);

it('lists errors first, with the words of their place', () => {
  const rows = problemRows(validate(flow, catalogue), flow, catalogue);
  expect(rows.map(({ issue, where, field }) => [issue.severity, where, field]).slice(0, 2)).toEqual([
    ['error', 'pick', 'Cases 2'],
    ['warning', 'pick', 'Cases 1'],
  ]);
});

it('names ports, edges and settings', () => {
  const broken = { ...flow, edges: flow.edges.slice(0, 3) };
  broken.edges = [...broken.edges, { id: 'odd', from: 'pick', port: 'gone', to: 'bye' }];
  broken.settings = { ...broken.settings, timeZone: 'Nowhere' };
  const rows = problemRows(validate(broken, catalogue), broken, catalogue);
  const places = rows.map(({ where, field }) => `${where} ${field}`.trim());
  expect(places).toEqual(
    expect.arrayContaining(['pick port otherwise', 'pick → bye', 'Settings of the flow']),
  );
});
