import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configFields, evaluatedFields } from './config-fields.ts';

const expression = () => z.string().trim().brand<'expression'>();
const template = () => z.string();

describe('evaluatedFields', () => {
  it('finds fields in objects, lists, unions and wrappers', () => {
    const schema = z.object({
      plain: z.string().meta({ widget: 'text' }),
      when: expression().meta({ widget: 'expression' }),
      wrapped: template().meta({ widget: 'template' }).optional(),
      outside: template().optional().default('Hi {{ customer.id }}').meta({ widget: 'template' }),
      cases: z.array(z.object({ label: z.string(), when: expression().meta({ widget: 'expression' }) })),
      list: z.array(template()).meta({ widget: 'template' }),
      headers: z.record(z.string(), template().meta({ widget: 'template' })),
      pair: z.tuple([z.string(), template().meta({ widget: 'template' })]),
      body: z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('json'),
          fields: z.array(z.object({ value: expression().meta({ widget: 'expression' }) })),
        }),
        z.object({ kind: z.literal('text'), text: template().meta({ widget: 'template' }) }),
      ]),
      either: z.union([z.number(), expression().meta({ widget: 'expression' })]),
      nullable: template().nullable().meta({ widget: 'template' }),
      piped: template()
        .meta({ widget: 'template' })
        .transform((text) => text.trim()),
      both: z.object({ a: expression().meta({ widget: 'expression' }) }).and(z.object({ b: z.string() })),
      lazy: z.lazy(() => z.object({ deep: template().meta({ widget: 'template' }) })),
      translations: z
        .array(z.object({ text: template().meta({ widget: 'template' }) }))
        .min(1)
        .or(z.array(z.never()))
        .default([]),
      readonly: template().meta({ widget: 'template' }).readonly().prefault('x'),
    });
    const config = schema.parse({
      plain: 'no {{ field }}',
      when: 'true',
      wrapped: 'w',
      cases: [
        { label: 'a', when: 'case.turn > 1' },
        { label: 'b', when: 'true' },
      ],
      list: ['x', 'y'],
      headers: { 'X-Id': '{{ case.id }}' },
      pair: ['p', 'q'],
      body: { kind: 'json', fields: [{ value: 'channel' }] },
      either: 'now',
      nullable: null,
      piped: ' t ',
      both: { a: 'true', b: 'b' },
      lazy: { deep: 'd' },
      translations: [{ text: 't' }],
    });
    expect(evaluatedFields(schema, config).map(({ path, kind }) => `${kind} ${path.join('.')}`)).toEqual([
      'expression when',
      'template wrapped',
      'template outside',
      'expression cases.0.when',
      'expression cases.1.when',
      'template list.0',
      'template list.1',
      'template headers.X-Id',
      'template pair.1',
      'expression body.fields.0.value',
      'expression either',
      'template piped',
      'expression both.a',
      'template lazy.deep',
      'template translations.0.text',
      'template readonly',
    ]);
  });

  it('leaves out what holds no source: numbers, empty fields, other options of a union', () => {
    const schema = z.object({
      amount: z.union([z.number(), expression().meta({ widget: 'expression' })]),
      when: z.string().default('').meta({ widget: 'expression' }),
      body: z.union([
        z.object({ text: template().meta({ widget: 'template' }) }).strict(),
        z.object({ other: z.string() }).strict(),
      ]),
    });
    expect(evaluatedFields(schema, schema.parse({ amount: 5, body: { other: '{{ x }}' } }))).toEqual([]);
  });
});

describe('configFields', () => {
  it('finds every widget with its value', () => {
    const schema = z.object({
      next: z.string().meta({ widget: 'node' }),
      quiet: z.string().default('2s').meta({ widget: 'duration' }),
    });
    expect(configFields(schema, schema.parse({ next: 'a' }))).toEqual([
      { path: ['next'], widget: 'node', value: 'a' },
      { path: ['quiet'], widget: 'duration', value: '2s' },
    ]);
  });
});
