import { expect, it } from 'vitest';
import { nameOf } from './flow-tests.ts';

it.each([
  ['Where is my order?', /^where-is-my-order$/],
  ['  Café: naïve — 2 turns  ', /^cafe-naive-2-turns$/],
  ['a'.repeat(71) + ' b', /^a{71}$/],
  ['注文はどこですか', /^test-\d+$/],
])('%s is kept under a name that an address can hold', (title, name) => {
  expect(nameOf(title)).toMatch(name);
});
