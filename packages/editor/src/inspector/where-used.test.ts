import { flowOf } from '@throughline/flow/testing/catalogue';
import { catalogue } from '@throughline/nodes/catalogue';
import { expect, it } from 'vitest';
import { whereUsed } from './where-used.ts';

const flow = flowOf(
  {
    start: 'ingest',
    order: ['ask', { question: 'Which?', saveAs: 'number' }],
    found: ['retrieve-knowledge', {}],
    tell: ['answer', { from: 'found' }],
    say: ['send-message', { text: 'It is {{ case.values.number ?? nodes.order.output.text }}' }],
    other: ['send-message', { text: 'The number of {{ nodes.found.output.count }}' }],
  },
  [],
);
const uses = (id: string) =>
  whereUsed(flow, id, catalogue).map(({ node, path, reads }) => [node.id, path.join('.'), reads]);

it('finds who reads a node: its outputs, what it keeps on the case, its id', () => {
  expect(uses('order')).toEqual([['say', 'text', 'case.values.number']]);
  expect(uses('found')).toEqual([
    ['tell', 'from', 'found'],
    ['other', 'text', 'nodes.found.output.count'],
  ]);
  expect(uses('start')).toEqual([]);
});
