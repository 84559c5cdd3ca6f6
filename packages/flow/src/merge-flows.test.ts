import { expect, it } from 'vitest';
import { mergeFlows } from './merge-flows.ts';
import type { Flow } from './schema.ts';
import { flowOf } from './testing/catalogue.ts';

const base = flowOf({ a: 'start', b: ['say', { text: 'Hello' }], c: 'stop' }, [
  'a.started > b',
  'b.sent > c',
]);
const say = (flow: Flow, id: string, text: string): Flow => ({
  ...flow,
  nodes: flow.nodes.map((node) => (node.id === id ? { ...node, config: { text } } : node)),
});
const wires = ({ edges }: Flow) => edges.map(({ from, port, to }) => `${from}.${port} > ${to}`);

it('takes from each what only that one changed', () => {
  const mine = say(base, 'b', 'Good morning');
  const more = flowOf({ a: 'start', b: ['say', { text: 'Hello' }], c: 'stop', d: 'say' }, [
    'a.started > d',
    'd.sent > b',
    'b.sent > c',
  ]);
  const { flow, conflicts } = mergeFlows(base, mine, { ...more, title: 'Better' });
  expect(conflicts).toEqual([]);
  expect(flow.title).toBe('Better');
  expect(flow.nodes.map(({ id, config }) => [id, config['text']])).toEqual([
    ['a', undefined],
    ['b', 'Good morning'],
    ['c', undefined],
    ['d', undefined],
  ]);
  expect(wires(flow)).toEqual(['a.started > d', 'b.sent > c', 'd.sent > b']);
  expect(new Set(flow.edges.map(({ id }) => id)).size).toBe(3);
});

it('keeps mine where both changed the same, and says so', () => {
  const { flow, conflicts } = mergeFlows(base, say(base, 'b', 'Mine'), say(base, 'b', 'Theirs'));
  expect(flow.nodes[1]?.config).toEqual({ text: 'Mine' });
  expect(conflicts).toEqual([{ what: 'node', id: 'b', title: 'b' }]);
  expect(mergeFlows(base, say(base, 'b', 'One'), say(base, 'b', 'One')).conflicts).toEqual([]);
});

it('takes a node away that one removed and the other left alone, with its edges; not one that was worked on', () => {
  const without = flowOf({ a: 'start', b: ['say', { text: 'Hello' }] }, ['a.started > b']);
  const { flow } = mergeFlows(base, base, without);
  expect(flow.nodes.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(wires(flow)).toEqual(['a.started > b']);
  const worked = {
    ...base,
    nodes: base.nodes.map((node) => (node.id === 'c' ? { ...node, title: 'Bye' } : node)),
  };
  const kept = mergeFlows(base, worked, without);
  expect(kept.flow.nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(kept.conflicts).toEqual([{ what: 'node', id: 'c', title: 'Bye' }]);
});

it('is what one of them has where the other changed nothing', () => {
  const changed = say(base, 'b', 'Other');
  expect(mergeFlows(base, changed, base).flow).toEqual(changed);
  expect(mergeFlows(base, base, changed).flow).toEqual(changed);
});
