import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpressionError, evaluate, parseExpression } from './expression.ts';
import type { Json, JsonObject } from './json.ts';

const scope: JsonObject = {
  message: { text: 'Where is my ORDER 4711?', sentAt: 1_700_000_000_000, attachments: [] },
  customer: { verified: true, address: null, facts: { plan: 'gold', orders: 5 } },
  case: { tags: ['vip', 'late'], values: { total: 12.5 }, turn: 2 },
  nodes: {
    lookup: {
      port: 'ok',
      visit: 1,
      output: {
        lines: [
          { sku: 'A', n: 2 },
          { sku: 'B', n: 1 },
        ],
      },
    },
  },
  channel: 'sms',
  policy: { refundDays: 30 },
  now: 1_700_000_000_000,
};

describe('evaluate', () => {
  it.each<[string, Json]>([
    // Numbers are JSON's.
    ['1 + 2 * 3', 7],
    ['7 / 2', 3.5],
    ['customer.facts.orders + 1', 6],
    ['customer.facts.orders % 2 == 1', true],
    ['-customer.facts.orders', -5],
    ['int(3.9)', 3],
    ['round(1.005, 2)', 1.01],
    ['number(" 12.50 ")', 12.5],
    ['max(1, 5, 3) - min(2, 4)', 3],
    // Texts.
    ['message.text.lower().contains("order")', true],
    ['message.text.lower().containsAny(["refund", "order"])', true],
    ['message.text.matches("(?i)order \\\\d{4}")', true],
    ["message.text.matches(r'^ORDER')", false],
    ['"  x ".trim().upper()', 'X'],
    ['"a,b".split(",")', ['a', 'b']],
    ['case.tags.join(" + ")', 'vip + late'],
    ['"a-b-c".replace("-", ".")', 'a.b.c'],
    ['"żółw".size()', 4],
    ['size("👍🏽")', 2],
    ['"total: " + string(case.values.total)', 'total: 12.5'],
    ['"0123456".substring(2, 4)', '23'],
    // Logic, comparison.
    ['customer.verified && case.turn > 1', true],
    ['!customer.verified || channel == "sms"', true],
    ['case.turn == 2 ? "second" : "other"', 'second'],
    ['1 == "1"', false],
    ['[1, {"a": [2]}] == [1.0, {"a": [2]}]', true],
    ['"vip" in case.tags && "plan" in customer.facts', true],
    ['"b" > "a"', true],
    // Short circuit: what is not needed is not read.
    ['false && customer.nothing', false],
    // Lists.
    ['nodes.lookup.output.lines.exists(line, line.sku == "B")', true],
    ['nodes.lookup.output.lines.all(line, line.n > 1)', false],
    ['nodes.lookup.output.lines.exists_one(line, line.n == 1)', true],
    ['nodes.lookup.output.lines.map(line, line.n > 1, line.sku)', ['A']],
    ['nodes.lookup.output.lines.filter(x, x.n == 1)[0].sku', 'B'],
    ['customer.facts.map(key, key)', ['plan', 'orders']],
    ['case.tags.map(t, case.tags.map(u, t + u)).last().first()', 'latevip'],
    ['nodes["lookup"].port', 'ok'],
    ['[1] + [2]', [1, 2]],
    ['{"a": 1, "b": [now]}', { a: 1, b: ['2023-11-14T22:13:20Z'] }],
    // Time.
    ['now', '2023-11-14T22:13:20Z'],
    ['now - duration("24h")', '2023-11-13T22:13:20Z'],
    ['now - timestamp("2023-11-14T22:13:00Z")', '20s'],
    ['now - timestamp("2023-11-14T22:13:00+01:00") > duration("1h")', true],
    ['fromMillis(message.sentAt) == now', true],
    ['timestamp(0)', '1970-01-01T00:00:00Z'],
    ['now.getHours()', 22],
    ['now.getHours("Asia/Tokyo")', 7],
    ['now.date("Asia/Tokyo") + " " + now.time("Asia/Tokyo")', '2023-11-15 07:13'],
    ['now.getDayOfWeek()', 2],
    ['now.getMonth()', 10],
    ['duration("1h30m").getMinutes()', 90],
    // The author's choice of what may be missing.
    ['customer.name ?? "there"', 'there'],
    ['customer.address.city ?? "nowhere"', 'nowhere'],
    ['customer.facts.plan ?? "none"', 'gold'],
    ['customer.name ?? customer.nick ?? "there"', 'there'],
    ['customer.name.lower().trim() ?? "there"', 'there'],
    ['"Hi " + (customer.name ?? "a ?? b")', 'Hi a ?? b'],
    ['(true ? customer.name : "x") ?? "there"', 'there'],
    ['nodes.other.output.total ?? 0', 0],
    ['nodes["other"]["output"] ?? 0', 0],
    ['case.tags[7] ?? "none"', 'none'],
    ['customer.name // a comment with ?? and " in it\n ?? "there"', 'there'],
    ['has(customer.name)', false],
    ['has(customer.name.first)', false],
    ['has(customer.address)', true],
    ['has(customer.facts.plan)', true],
  ])('%s', (expression, value) => {
    expect(evaluate(expression, scope)).toStrictEqual(value);
  });

  it.each<[string, string, string, { line: number; column: number } | undefined]>([
    ['', 'expression.syntax', 'The expression is empty.', { line: 1, column: 1 }],
    ['a + + b', 'expression.syntax', 'Unexpected token: plus.', { line: 1, column: 5 }],
    [
      'channel = "sms"',
      'expression.syntax',
      'Unexpected "="; two values are compared with "==".',
      { line: 1, column: 9 },
    ],
    ['[1,\n 2', 'expression.syntax', 'Expected "]", got the end.', { line: 2, column: 3 }],
    [
      'case.turn + customer.age ?? 1',
      'expression.syntax',
      'Put brackets around the part that may be',
      { line: 1, column: 1 },
    ],
    [
      'message.text.matches("(")',
      'expression.syntax',
      'In .matches(): the pattern has a "(" without its ")".',
      { line: 1, column: 22 },
    ],
    ['12345678901234567890', 'expression.syntax', 'too large to be exact', { line: 1, column: 1 }],
    ['b"x"', 'expression.syntax', 'Bytes', { line: 1, column: 1 }],
    [
      'custmer.name',
      'expression.unknown-name',
      'There is no "custmer"; there are message, customer, case',
      { line: 1, column: 1 },
    ],
    [
      'customer.name',
      'expression.unknown-name',
      'customer.name is not there. Write customer.name ?? "…"',
      { line: 1, column: 10 },
    ],
    ['customer.address.city', 'expression.unknown-name', 'customer.address is null', { line: 1, column: 18 }],
    [
      'customer.constructor',
      'expression.unknown-name',
      'customer.constructor is not there',
      { line: 1, column: 10 },
    ],
    ['toString', 'expression.unknown-name', 'There is no "toString"', { line: 1, column: 1 }],
    ['case.tags[2]', 'expression.unknown-name', 'The list has no entry 2: it has 2', { line: 1, column: 1 }],
    [
      'message.text.lenght()',
      'expression.unknown-name',
      'There is no function .lenght()',
      { line: 1, column: 1 },
    ],
    ['lower(message.text)', 'expression.unknown-name', 'write it after a dot', { line: 1, column: 1 }],
    [
      'message.text.lower("x")',
      'expression.type',
      '.lower() takes 0 values in its brackets, not 1.',
      { line: 1, column: 1 },
    ],
    ['channel.name', 'expression.type', 'channel is a text, which has no fields', { line: 1, column: 9 }],
    ['"a" + 1', 'expression.type', 'make a text of the other with string(…)', { line: 1, column: 1 }],
    ['"a" < 1', 'expression.type', '< does not work on a text and a number', { line: 1, column: 1 }],
    ['1 / 0', 'expression.type', 'divided by zero', { line: 1, column: 1 }],
    ['channel && true', 'expression.type', '&& needs true or false, got text', { line: 1, column: 1 }],
    [
      'channel.getHours()',
      'expression.type',
      '.getHours() needs a timestamp, got text',
      { line: 1, column: 1 },
    ],
    [
      'now.getHours("Mars/Base")',
      'expression.type',
      'does not know the time zone "Mars/Base"',
      { line: 1, column: 1 },
    ],
    ['timestamp("2023-11-14T22:13:00")', 'expression.type', 'cannot make a time', { line: 1, column: 1 }],
    ['fromMillis(1e20)', 'expression.type', 'outside the years', { line: 1, column: 1 }],
    ['"vi" in channel', 'expression.type', 'text.contains', { line: 1, column: 1 }],
    [
      `${'['.repeat(60)}${']'.repeat(60)}`,
      'expression.too-large',
      'nested too deeply',
      { line: 1, column: 41 },
    ],
  ])('%s is refused', (expression, code, text, place) => {
    const error = failureOf(expression);
    expect(error.message).toContain(text);
    expect(error).toMatchObject(place ? { code, place } : { code });
  });

  it('takes sources of at most 4,000 characters', () => {
    expect(failureOf('1'.repeat(5_000))).toMatchObject({
      code: 'expression.too-large',
      message: expect.stringContaining('5000 characters'),
    });
  });

  it('ends, whatever is asked for', () => {
    const many: JsonObject = {
      list: Array.from({ length: 1_000 }, (_, index) => index),
      text: 'x'.repeat(60_000),
    };
    expect(failureOf('list.all(a, list.all(b, list.all(c, true)))', many).code).toBe('expression.limit');
    expect(failureOf('text + text', many).code).toBe('expression.limit');
    expect(failureOf('text.replace("x", text)', many).code).toBe('expression.limit');
    expect(failureOf('list.map(x, text).join(text)', many).code).toBe('expression.limit');
    expect(failureOf('list.map(a, list.map(b, list))', many).code).toBe('expression.limit');
    expect(failureOf('text.matches("(x+)+y")', many).code).toBe('expression.limit');
    expect(failureOf('list.exists(a, text.substring(0, 20000).matches("(a{0,200}b){2}"))', many).code).toBe(
      'expression.limit',
    );
    expect(failureOf('list.exists(a, list.exists(b, text.contains("y")))', many).code).toBe(
      'expression.limit',
    );
    expect(evaluate(`${'!'.repeat(490)}true`, many)).toBe(true);
  });

  it.each(['-0', '0 * -1', '[-0][0]'])('%s is the one zero that JSON has', (expression) => {
    expect(evaluate(expression, scope)).toBe(0);
  });

  it('fails only with an ExpressionError, whatever is written', () => {
    const pieces = [
      'customer',
      '.name',
      '.facts',
      '[0]',
      '["x"]',
      ' ?? ',
      ' + ',
      ' && ',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      'now',
      '1',
      '-',
      '!',
      ' in ',
      ':',
      '?',
      '.map(x, x)',
      '.matches("a")',
      'has(',
      ',',
      '\n',
      '//',
      '=',
      '\\',
      'r"',
      '.lower()',
      '.size()',
      'null',
      'é',
    ];
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((list) => list.join('')),
        ),
        (expression) => {
          const parsed = parseExpression(expression);
          const { value, error } = outcomeOf(expression);
          expect(error === undefined || error instanceof ExpressionError).toBe(true);
          expect(parsed.ok || error !== undefined).toBe(true);
          // Plain JSON: it is the same after a round trip.
          expect(JSON.parse(JSON.stringify({ value }))).toStrictEqual(value === undefined ? {} : { value });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('gives the same in every time zone of the machine', () => {
    const before = process.env['TZ'];
    const offsets = new Set<number>();
    const expressions = [
      'now.getHours("Europe/London")',
      'string(now)',
      'now.date("America/New_York")',
      'timestamp("2023-03-26T01:30:00Z").time("Europe/Berlin")',
      'timestamp("2023-06-01")',
    ];
    const answers = ['UTC', 'Asia/Kolkata', 'America/New_York'].map((zone) => {
      process.env['TZ'] = zone;
      offsets.add(new Date(1_700_000_000_000).getTimezoneOffset());
      return expressions.map((expression) => evaluate(expression, scope));
    });
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
    expect(answers[0]).toEqual([22, '2023-11-14T22:13:20Z', '2023-11-14', '03:30', '2023-06-01T00:00:00Z']);
    // The machine did change its zone, or this would prove nothing.
    expect(offsets.size).toBe(3);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('leaves the scope as it was', () => {
    const before = JSON.stringify(scope);
    evaluate('{"a": case.tags + ["x"], "b": customer}', scope);
    expect(JSON.stringify(scope)).toBe(before);
  });
});

describe('parseExpression', () => {
  it('names what is read, with what is guarded', () => {
    const parsed = parseExpression(
      'customer.name ?? nodes["a-b"].output.x +\n case.tags.map(t, t.z + message.text)[0] + (has(policy.x) ? policy.x : now)',
    );
    expect(parsed.ok && parsed.reads).toEqual([
      { path: ['customer', 'name'], optional: true, place: { line: 1, column: 1 } },
      { path: ['nodes', 'a-b', 'output', 'x'], optional: false, place: { line: 1, column: 18 } },
      { path: ['case', 'tags'], optional: false, place: { line: 2, column: 2 } },
      { path: ['message', 'text'], optional: false, place: { line: 2, column: 25 } },
      { path: ['policy', 'x'], optional: true, place: { line: 2, column: 49 } },
      { path: ['policy', 'x'], optional: false, place: { line: 2, column: 61 } },
      { path: ['now'], optional: false, place: { line: 2, column: 72 } },
    ]);
    expect(parsed.ok && parsed.names[1]).toEqual(['nodes', 'a-b', 'output', 'x']);
  });

  it('returns what is wrong', () => {
    const parsed = parseExpression('1 +');
    expect(!parsed.ok && parsed.error).toMatchObject({ code: 'expression.syntax', expression: '1 +' });
  });
});

function failureOf(expression: string, values = scope): ExpressionError {
  const { error } = outcomeOf(expression, values);
  if (error instanceof ExpressionError) return error;
  throw error ?? new Error(`${expression} did not fail`);
}

function outcomeOf(expression: string, values = scope): { value?: Json; error?: unknown } {
  try {
    return { value: evaluate(expression, values) };
  } catch (error) {
    return { error };
  }
}
