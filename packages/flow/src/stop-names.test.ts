import { expect, it } from 'vitest';
import { stopInWords, stopNames } from './stop-names.ts';
import { catalogue, flowOf } from './testing/catalogue.ts';

const flow = flowOf({ find: 'look', which: ['branch', { cases: [{ id: 'gold', when: 'true' }] }] }, []);
flow.nodes.push({ ...flow.nodes[0]!, id: 'odd', title: 'Odd', type: 'never-installed' });
const names = stopNames({ ...flow, nodes: flow.nodes.map(titled) }, catalogue);

function titled<Node extends { id: string; title: string }>(node: Node): Node {
  return { ...node, title: `The ${node.id}` };
}

it.each([
  ['find', '“The find”'],
  ['find:missing', '“The find” by “Missing”'],
  ['which:gold', '“The which” by “gold”'],
  ['which:else', '“The which” by “Else”'],
  ['find:gone', '“The find” by “gone”'],
  ['odd:gone', '“The odd” by “gone”'],
  ['gone:found', '“gone” by “found”'],
])('%s is %s', (stop, words) => {
  expect(stopInWords(names, stop)).toBe(words);
});

it('knows nothing of what is not there', () => {
  expect([names.node('gone'), names.port('find', 'gone'), names.port('odd', 'found')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
