import { catalogue } from '@throughline/nodes/catalogue';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { formFields } from './form-fields.ts';
import { added, moved, singular, summaryOf } from './list-edit.ts';

const itemOf = (type: 'switch' | 'http-request', key: string) => {
  const shape = formFields(catalogue[type].config).find((field) => field.key === key)?.shape;
  if (shape?.kind !== 'list') throw new Error(`${key} is no list`);
  return shape.item;
};

it('adds what can be filled in, with an id of its own', () => {
  const cases = itemOf('switch', 'cases');
  expect(added([], cases, 'cases')).toEqual([{ id: 'case-1', title: 'Case 1', when: '' }]);
  expect(added([{ id: 'case-2', title: 'Refund' }], cases, 'cases').at(-1)).toEqual({
    id: 'case-3',
    title: 'Case 2',
    when: '',
  });
  expect(added(['2xx'], itemOf('http-request', 'expect'), 'expect')).toEqual(['2xx', '']);
});

it('adds the first of what a union can be', () => {
  const schema = z.object({
    steps: z.array(
      z.discriminatedUnion('does', [
        z.object({ does: z.literal('wait'), minutes: z.number().min(5), why: z.string().optional() }),
        z.object({ does: z.literal('call') }),
      ]),
    ),
    limits: z.array(z.union([z.number().min(2), z.string()])),
  });
  const [steps, limits] = formFields(schema).map(({ shape }) => (shape.kind === 'list' ? shape.item : shape));
  expect(steps && added([], steps, 'steps')).toEqual([{ does: 'wait', minutes: 5 }]);
  expect(limits && added([], limits, 'limits')).toEqual(['']);
});

it('moves within the list only', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
});

it('tells one from the other', () => {
  expect(summaryOf({ id: 'refund', title: 'Refund', when: 'case.turn >\n 1' })).toEqual({
    name: 'Refund',
    more: 'case.turn > 1',
  });
  expect(['Cases', 'choices', 'entries', 'Must agree', 'Expected statuses'].map(singular)).toEqual([
    'case',
    'choice',
    'entry',
    'entry',
    'expected status',
  ]);
});
