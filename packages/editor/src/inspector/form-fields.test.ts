import { catalogue } from '@throughline/nodes/catalogue';
import { schemaData } from '@throughline/flow/schema-data';
import { schemaFrom } from '@throughline/flow/schema-from';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FormField, Shape } from './form-field.ts';
import { fieldsFor, formFields, spoken } from './form-fields.ts';

const fieldsOf = (type: keyof typeof catalogue) => formFields(catalogue[type].config);
const field = (type: keyof typeof catalogue, key: string) => fieldsOf(type).find((one) => one.key === key);

describe('forms', () => {
  it('have the words, bounds and defaults of the schema', () => {
    expect(field('ask', 'retries')).toEqual({
      key: 'retries',
      title: 'Retries',
      help: 'How often to ask again before leaving by "not understood".',
      required: false,
      standard: 2,
      shape: { kind: 'number', whole: true, min: 0, max: 5 },
    });
    expect(field('ask', 'question')).toMatchObject({
      required: true,
      shape: { kind: 'template', maxLength: 8_000 },
    });
    expect(field('escalate', 'priority')).toMatchObject({
      required: false,
      standard: '3',
      shape: { kind: 'expression' },
    });
    expect(field('ask', 'minimum')).toMatchObject({
      required: false,
      shape: { kind: 'number', whole: false },
    });
  });

  it('know lists of texts, of constants, of objects and of words', () => {
    expect(field('answer', 'from')?.shape).toMatchObject({ kind: 'node', puttingOut: 'passages' });
    expect(field('answer', 'offer')?.shape).toEqual({ kind: 'texts', text: 'template' });
    expect(field('send-code', 'to')?.shape).toEqual({ kind: 'choices', options: ['email', 'phone'] });
    expect(field('ask', 'type')?.shape).toMatchObject({ kind: 'choice' });
    expect(field('tag', 'tags')?.shape).toEqual({
      kind: 'list',
      item: { kind: 'template', maxLength: 200 },
      most: 20,
    });
    expect(field('switch', 'cases')?.shape).toMatchObject({
      kind: 'list',
      most: 50,
      item: { kind: 'group', fields: [{ key: 'id' }, { key: 'title' }, { key: 'when', title: 'When' }] },
    });
    expect(field('wait', 'hours')?.shape).toMatchObject({ kind: 'group' });
  });

  it('have a control of its own for every field of every built-in node, with words', () => {
    const all = Object.values(catalogue).flatMap(({ config }) => formFields(config).flatMap(withInner));
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(({ shape }) => shape.kind === 'json')).toEqual([]);
    expect(all.filter(({ help }) => help === undefined).map(({ key }) => key)).toEqual([]);
  });

  it('are the same for a node that is only known as data', () => {
    for (const { type, config } of Object.values(catalogue)) {
      const told = schemaFrom(schemaData(config).schema);
      expect([type, formFields(told)]).toEqual([type, formFields(config)]);
    }
  });

  it('take in what other packages write', () => {
    const schema = z.object({
      mode: z.union([z.literal('fast'), z.literal('slow')]).default('fast'),
      labels: z.record(z.string(), z.string()),
      either: z.union([z.string(), z.object({ a: z.string() })]).optional(),
      trimmed: z.string().transform((text) => text.trim()),
    });
    expect(formFields(schema).map(({ shape }) => shape)).toEqual([
      { kind: 'choice', options: ['fast', 'slow'] },
      { kind: 'record', value: { kind: 'text' } },
      { kind: 'json' },
      { kind: 'text' },
    ]);
  });
});

it('leaves out what says nothing, unless it was written', () => {
  const fields = fieldsOf('ask');
  const shown = (config: object) => fieldsFor(fields, { ...config }).map(({ key }) => key);
  expect(shown({})).not.toContain('dateOrder');
  expect(shown({ type: 'date' })).toContain('dateOrder');
  expect(shown({ dateOrder: 'month-first' })).toContain('dateOrder');
  expect(fieldsFor(fieldsOf('wait'), {}).map(({ key }) => key)).toEqual(['mode', 'duration']);
});

it('says names as words', () => {
  expect(['minimumConfidence', 'not-sure', 'GET', 'order_number'].map(spoken)).toEqual([
    'Minimum confidence',
    'Not sure',
    'GET',
    'Order number',
  ]);
});

function withInner(one: FormField): FormField[] {
  return [one, ...innerOf(one.shape).flatMap(withInner)];
}

function innerOf(shape: Shape): FormField[] {
  if (shape.kind === 'group') return shape.fields;
  return shape.kind === 'list' ? innerOf(shape.item) : [];
}
