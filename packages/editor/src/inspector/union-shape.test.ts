import { schemaData } from '@throughline/flow/schema-data';
import { schemaFrom } from '@throughline/flow/schema-from';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Shape } from './form-field.ts';
import { formFields } from './form-fields.ts';

/** Of a union as a package declares it, and as a browser has it. */
function shapeOf(union: z.ZodType): Shape | undefined {
  const schema = z.object({ union });
  const [field] = formFields(schema);
  const [told] = formFields(schemaFrom(schemaData(schema).schema));
  expect(told).toEqual(field);
  return field?.shape;
}

const mail = z.object({
  kind: z.literal('mail').meta({ title: 'Way', description: 'How they are told.' }),
  subject: z.string().meta({ title: 'Subject', widget: 'template' }),
});
const call = z
  .object({ kind: z.literal('call'), tries: z.int().min(1).default(2) })
  .meta({ title: 'A call', description: 'Somebody talks to them.' });

describe('a union of objects that a constant tells apart', () => {
  const shape = {
    ...{ kind: 'variants', by: 'kind', title: 'Way', help: 'How they are told.' },
    variants: [
      { is: 'mail', fields: [{ key: 'subject', required: true, shape: { kind: 'template' } }] },
      {
        ...{ is: 'call', title: 'A call', help: 'Somebody talks to them.' },
        fields: [{ key: 'tries', standard: 2, shape: { kind: 'number', whole: true, min: 1 } }],
      },
    ],
  };

  it('has the fields of each, whether its author named the constant or not', () => {
    expect(shapeOf(z.discriminatedUnion('kind', [mail, call]))).toMatchObject(shape);
    expect(shapeOf(z.union([mail, call]))).toMatchObject(shape);
  });

  it('is one where a list or a record has them, too', () => {
    const union = z.discriminatedUnion('kind', [mail, call]);
    expect(shapeOf(z.array(union).max(3))).toMatchObject({ kind: 'list', most: 3, item: shape });
    expect(shapeOf(z.record(z.string(), union))).toMatchObject({ kind: 'record', value: shape });
  });

  it('has one for each constant of an object that has several', () => {
    const other = z.object({ kind: z.enum(['letter', 'fax']), address: z.string() });
    const found = shapeOf(z.union([mail, other]));
    expect(found?.kind === 'variants' && found.variants.map(({ is }) => is)).toEqual([
      'mail',
      'letter',
      'fax',
    ]);
  });

  it.each<[string, z.ZodType]>([
    ['nothing tells them apart', z.union([z.object({ a: z.string() }), z.object({ b: z.string() })])],
    ['two have the same constant', z.union([mail, z.object({ kind: z.literal('mail') })])],
    ['the constant may be missing', z.union([mail, z.object({ kind: z.literal('call').optional() })])],
    ['one is no object', z.union([mail, z.string()])],
  ])('is JSON where %s', (_, union) => {
    expect(shapeOf(union)).toEqual({ kind: 'json' });
  });
});

describe('a union of what is written in a line', () => {
  it.each<[string, z.ZodType, Shape]>([
    [
      'a number or a word',
      z.union([z.literal('auto'), z.number().min(1).max(9)]),
      {
        ...{ kind: 'either', constants: ['auto'] },
        kinds: [{ shape: { kind: 'number', whole: false, min: 1, max: 9 } }],
      },
    ],
    [
      'a text, a number, yes or no',
      z.union([
        z.number().meta({ title: 'Seconds', description: 'How long.' }),
        z.string().meta({ widget: 'template' }),
        z.boolean(),
      ]),
      {
        ...{ kind: 'either', constants: [true, false] },
        kinds: [
          { shape: { kind: 'template' } },
          { title: 'Seconds', help: 'How long.', shape: { kind: 'number', whole: false } },
        ],
      },
    ],
    ['a text or none', z.union([z.literal(''), z.string().max(5)]), { kind: 'text', maxLength: 5 }],
    [
      'yes, no or a word',
      z.union([z.boolean(), z.literal('auto')]),
      { kind: 'choice', options: [true, false, 'auto'] },
    ],
    ['texts of several kinds', z.union([z.email(), z.string().max(5)]), { kind: 'text' }],
    ['constants alone', z.union([z.literal('fast'), z.literal(2)]), { kind: 'choice', options: ['fast', 2] }],
  ])('%s', (_, union, shape) => {
    expect(shapeOf(union)).toEqual(shape);
  });

  it('takes the widget of the whole', () => {
    const union = z.union([z.literal(0), z.string()]).meta({ widget: 'duration' });
    expect(shapeOf(union)).toMatchObject({ kinds: [{ shape: { kind: 'duration' } }] });
  });

  it.each<[string, z.ZodType]>([
    ['a list', z.union([z.string(), z.array(z.string())])],
    ['texts that are written otherwise', z.union([z.string(), z.string().meta({ widget: 'expression' })])],
    ['an object', z.union([z.string(), z.object({ a: z.string() })])],
  ])('is JSON with %s among them', (_, union) => {
    expect(shapeOf(union)).toEqual({ kind: 'json' });
  });
});
