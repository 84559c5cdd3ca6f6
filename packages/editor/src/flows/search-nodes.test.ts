import { catalogue } from '@throughline/nodes/catalogue';
import { expect, it } from 'vitest';
import { nodeIcons } from './node-icons.tsx';
import { search } from './search-nodes.ts';

const nodes = Object.values(catalogue).map(({ title, type, help }) => ({ title, also: [type, help] }));
const found = (typed: string) => search(nodes, typed).map(({ title }) => title);

it('finds what is called so before what only speaks of it', () => {
  expect(found('answer')[0]).toBe('Answer');
  expect(found('retr')[0]).toBe('Retrieve knowledge');
  expect(found('rep')[0]).toBe('Wait for reply');
  expect(found('HTTP')).toContain('HTTP request');
  expect(found('knowledge retrieve')).toEqual(['Retrieve knowledge']);
});

it('finds what is called exactly so before what has the same words', () => {
  const titles = ['Because there is no such order', 'No such order at all', 'No such order'];
  const items = titles.map((title) => ({ title, also: [] }));
  expect(search(items, 'no  such order').map(({ title }) => title)).toEqual(titles.toReversed());
});

it('finds nothing for words that nothing has, and everything for none', () => {
  expect(found('zebra')).toEqual([]);
  expect(found(' ')).toEqual(nodes.map(({ title }) => title));
});

it('every built-in node has its own icon', () => {
  for (const { icon } of Object.values(catalogue)) expect(nodeIcons).toHaveProperty([icon]);
});
