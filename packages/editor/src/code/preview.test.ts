import { describe, expect, it } from 'vitest';
import { previewOf, problemIn } from './preview.ts';
import { tokensOf } from './tokens.ts';

const sample = { customer: { name: 'Ana' }, case: { turn: 2 } };

describe('a preview', () => {
  it('is the value, or the text with what was filled in', () => {
    expect(previewOf('case.turn > 1', 'expression', sample)).toEqual({ kind: 'value', text: 'true' });
    expect(previewOf('Hi {{ customer.name }}!', 'template', sample)).toEqual({
      kind: 'text',
      parts: [{ text: 'Hi ' }, { text: 'Ana', expression: 'customer.name' }, { text: '!' }],
    });
  });

  it('says what does not resolve with these values', () => {
    expect(previewOf('customer.plan', 'expression', sample)).toMatchObject({ kind: 'problem' });
    expect(previewOf('Hi', 'template', sample)).toBeUndefined();
    expect(previewOf('case.turn', 'expression', undefined)).toBeUndefined();
  });

  it('is of nothing that cannot be read; the place is marked', () => {
    expect(previewOf('case.turn >', 'expression', sample)).toBeUndefined();
    const problem = problemIn('a\n&& frob(1)', 'expression');
    expect('a\n&& frob(1)'.slice(problem?.from, problem?.to)).toBe('frob');
    expect(problemIn('Hi {{ name', 'template')).toMatchObject({ from: 3, to: 5 });
    expect(problemIn('case.turn == 1', 'expression')).toBeUndefined();
  });
});

it('colours what is code', () => {
  const shown = (source: string, kind: 'expression' | 'template') =>
    tokensOf(source, kind).map(({ from, to, kind: of }) => `${of} ${source.slice(from, to)}`);
  expect(shown('message.text.size() > 10 && true', 'expression')).toEqual([
    'name message',
    'call size',
    'number 10',
    'word true',
  ]);
  expect(shown('in {{ customer.name ?? "you" }} now', 'template')).toEqual([
    'brace {{',
    'name customer',
    'text "you"',
    'brace }}',
  ]);
});
