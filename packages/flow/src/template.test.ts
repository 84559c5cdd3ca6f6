import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpressionError } from './expression.ts';
import type { JsonObject } from './json.ts';
import { parseTemplate, render } from './template.ts';

const scope: JsonObject = {
  customer: { name: 'Ana <b>', address: null },
  case: { tags: ['vip', 'late'], values: { total: 12.5, big: 1e21, done: false } },
  now: 1_700_000_000_000,
};

describe('render', () => {
  it.each([
    ['', ''],
    ['Hello', 'Hello'],
    ['Hello {{customer.name}}!', 'Hello Ana <b>!'],
    ['Hello {{ customer.nick ?? "there" }}', 'Hello there'],
    [
      '{{case.values.total}} {{case.values.done}} {{now}} {{now - duration("1h") - now}}',
      '12.5 false 2023-11-14T22:13:20Z -3600s',
    ],
    ['{{case.tags}}; {{customer}}', 'vip, late; {"name":"Ana <b>","address":null}'],
    ['{{ {"a": {"b": "}}"}}["a"]["b"] }}', '}}'],
    ['\\{{ customer.name }} and }} and { { }', '{{ customer.name }} and }} and { { }'],
    ['{{1}}{{2}}\n{{3}}', '12\n3'],
  ])('%s', (template, text) => {
    expect(render(template, scope)).toBe(text);
  });

  it.each<[string, string, string, { line: number; column: number }]>([
    [
      'a\nb {{ customer.nick }}',
      'expression.unknown-name',
      'customer.nick is not there',
      { line: 2, column: 15 },
    ],
    ['{{ 1 +\n  }} x', 'expression.syntax', 'Unexpected token', { line: 2, column: 3 }],
    ['x {{ customer.name', 'expression.syntax', 'The "{{" has no "}}"', { line: 1, column: 3 }],
    ['{{ "a }} b', 'expression.syntax', 'The "{{" has no "}}"', { line: 1, column: 1 }],
    [
      '{{ customer.address }}',
      'expression.type',
      'customer.address is null. Write customer.address ?? "…"',
      { line: 1, column: 3 },
    ],
    ['{{}}', 'expression.syntax', 'empty', { line: 1, column: 3 }],
  ])('%s is refused', (template, code, text, place) => {
    const { error } = outcomeOf(template);
    expect(error).toBeInstanceOf(ExpressionError);
    expect(error).toMatchObject({ code, place, message: expect.stringContaining(text) });
  });

  it('is bounded', () => {
    expect(() => render('x'.repeat(20_001), scope)).toThrow('20001 characters');
    expect(() => render('{{1}}'.repeat(101), scope)).toThrow('more than 100 places');
    expect(() => render('{{big}}{{big}}', { big: 'x'.repeat(60_000) })).toThrow('longer than 100000');
  });

  it('puts in what customers typed as it is, and evaluates none of it', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        expect(render('> {{ message.text }} <', { message: { text: typed } })).toBe(`> ${typed} <`);
      }),
    );
    expect(render('{{ message.text }}', { message: { text: '{{ 1 + 1 }}' } })).toBe('{{ 1 + 1 }}');
  });

  it('fails only with an ExpressionError, and only where parseTemplate or a value does', () => {
    const pieces = [
      '{{',
      '}}',
      '\\',
      '{',
      '}',
      '"',
      "'",
      'customer.name',
      ' ?? ',
      '1',
      '\n',
      '//',
      'x',
      '(',
      ')',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((list) => list.join('')),
        (template) => {
          const { error } = outcomeOf(template);
          expect(error === undefined || error instanceof ExpressionError).toBe(true);
          expect(parseTemplate(template).ok || error !== undefined).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('parseTemplate', () => {
  it('names what is read, with places in the template', () => {
    const parsed = parseTemplate('Hi {{ customer.name ?? "you" }},\n{{ nodes.a.output.x }}');
    expect(parsed.ok && parsed.reads).toEqual([
      {
        path: ['customer', 'name'],
        optional: true,
        place: { line: 1, column: 7 },
        expression: ' customer.name ?? "you" ',
      },
      {
        path: ['nodes', 'a', 'output', 'x'],
        optional: false,
        place: { line: 2, column: 4 },
        expression: ' nodes.a.output.x ',
      },
    ]);
  });
});

function outcomeOf(template: string): { text?: string; error?: unknown } {
  try {
    return { text: render(template, scope) };
  } catch (error) {
    return { error };
  }
}
