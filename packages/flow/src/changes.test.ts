import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Changes } from './changes.ts';
import { changesOf } from './changes.ts';
import type { Json, JsonObject } from './json.ts';

it('tells what is set, removed and changed inside, and nothing of what only looks new', () => {
  const before = { a: 1, gone: 'x', same: { deep: [1, 2] }, outputs: { first: { n: 1 }, second: { n: 2 } } };
  const after = { a: 2, same: { deep: [1, 2] }, outputs: { first: { n: 1 }, second: { n: 3 } }, fresh: null };
  expect(changesOf(before, after)).toEqual({
    a: { set: 2 },
    gone: { removed: true },
    outputs: { within: { second: { set: { n: 3 } } } },
    fresh: { set: null },
  });
});

const record = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.dictionary(fc.constantFrom('x', 'y'), fc.jsonValue({ maxDepth: 1 })),
  ),
) as fc.Arbitrary<JsonObject>;

it('is all that leads from one record to the other', () => {
  fc.assert(
    fc.property(record, record, (before, after) => {
      expect(applied(before, changesOf(before, after))).toEqual(after);
    }),
  );
});

function applied(before: JsonObject, changes: Changes): JsonObject {
  const after: JsonObject = { ...before };
  for (const [field, change] of Object.entries(changes)) {
    if ('removed' in change) delete after[field];
    else if ('set' in change) after[field] = change.set;
    else after[field] = applied(after[field] as { [key: string]: Json }, change.within);
  }
  return after;
}
