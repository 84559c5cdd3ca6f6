import { expect, test } from 'vitest';
import { isPath, pick } from './pick.ts';

const value = { body: { items: [{ id: 1 }, { id: 2 }], 'content-type': 'x' }, none: null };

test.each([
  ['body.items[1].id', 2],
  ['body.items', [{ id: 1 }, { id: 2 }]],
  ['body.content-type', 'x'],
  ['body.items[2].id', null],
  ['body.items.length', 2],
  ['none.deeper', null],
  ['body.constructor', null],
  ['__proto__', null],
])('%s is %j', (path, found) => {
  expect(pick(value, path)).toEqual(found);
});

test('paths', () => {
  expect(['body', 'a.b[0][1].c', '[0].id'].map(isPath)).toEqual([true, true, true]);
  expect(['', '.', 'a..b', 'a[', 'a[x]', 'a b', 'a.'].map(isPath)).not.toContain(true);
});
