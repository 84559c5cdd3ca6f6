import { catalogue } from '@throughline/nodes/catalogue';
import { flowOf } from '@throughline/flow/testing/catalogue';
import { validate } from '@throughline/flow/validate';
import { expect, it } from 'vitest';
import { besideField, withField } from './at-path.ts';

it('says of an issue what its place does not say already', () => {
  const flow = flowOf(
    {
      start: 'ingest',
      check: ['condition', { when: 'customer.name == "x"' }],
      empty: ['condition', {}],
      old: 'gone',
    },
    ['start.started > check'],
  );
  const texts = validate(flow, catalogue).map(besideField);
  expect(texts).toEqual(
    expect.arrayContaining([
      'customer.name is not there for everyone. (character 1)',
      'This has to be filled in.',
      '"old" has the type "gone", which is not known.',
      'Nothing leads to "old".',
    ]),
  );
});

it('changes one field, in its place', () => {
  expect(Object.keys(withField({ a: 1, b: 2 }, 'a', 3))).toEqual(['a', 'b']);
  expect(withField({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 });
  expect(withField(undefined, 'a', 1)).toEqual({ a: 1 });
});
