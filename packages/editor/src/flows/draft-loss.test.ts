import { expect, it } from 'vitest';
import { flowOf } from '@throughline/flow/testing/catalogue';
import { draftLoss } from './draft-loss.ts';

const base = flowOf({ a: 'start', b: 'say', c: 'say' }, []);
const titled = (titles: { [id: string]: string }) => ({
  ...base,
  nodes: base.nodes.map((node) => ({ ...node, title: titles[node.id] ?? node.title })),
});

it('says of a draft what differs from the version it began from', () => {
  const flow = titled({ b: 'Greet' });
  expect(draftLoss({ ok: true, flow }, base)).toEqual({
    text: 'It has 1 difference from the version it began from:',
    changes: ['“Greet” was changed'],
  });
  expect(draftLoss({ ok: true, flow: base }, base)).toEqual({
    text: 'It is the same as the version it began from.',
    changes: [],
  });
});

it('says that all of it goes where nothing was published, and what cannot be drawn', () => {
  expect(draftLoss({ ok: true, flow: base }, null).text).toBe('It began from nothing, and has 3 nodes.');
  expect(draftLoss({ ok: false, text: 'of a newer schema' }, base).text).toMatch(/cannot be drawn/);
});

it('names some of many changes', () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`n${n}`, 'say']));
  const flow = { ...flowOf({ ...many, a: 'start' }, []), id: base.id };
  const { text, changes } = draftLoss({ ok: true, flow }, flowOf({ a: 'start' }, []));
  expect(text).toMatch(/^It has \d+ differences/);
  expect(changes).toHaveLength(6);
  expect(changes.at(-1)).toMatch(/^and \d+ more$/);
});
