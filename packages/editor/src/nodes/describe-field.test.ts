import { declarationData } from '@throughline/flow/declaration-data';
import type { NodeDeclaration } from '@throughline/flow/declaration';
import { schemaData } from '@throughline/flow/schema-data';
import { catalogue } from '@throughline/nodes/catalogue';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeFields } from './describe-field.ts';

const described = (shape: z.ZodRawShape) => describeFields(schemaData(z.object(shape)).schema);

describe('the fields of a node', () => {
  it('are told with type, default and limits', () => {
    expect(
      described({
        name: z.string().min(2).max(40).meta({ title: 'Name', description: 'Whose.' }),
        tries: z.int().min(1).max(5).default(3),
        way: z.enum(['post', 'mail']).optional(),
        when: z.string().meta({ widget: 'expression' }).default(''),
      }),
    ).toEqual([
      {
        path: 'name',
        depth: 0,
        title: 'Name',
        help: 'Whose.',
        type: 'text',
        required: true,
        default: undefined,
        limits: ['At least 2 characters.', 'At most 40 characters.'],
      },
      expect.objectContaining({
        path: 'tries',
        type: 'whole number',
        required: false,
        default: '3',
        limits: ['At least 1.', 'At most 5.'],
      }),
      expect.objectContaining({
        path: 'way',
        type: 'choice',
        required: false,
        limits: ['One of post, mail.'],
      }),
      expect.objectContaining({ path: 'when', type: 'expression', default: 'empty' }),
    ]);
  });

  it('say what the author says of a limit', () => {
    const [field] = described({ name: z.string().min(2, 'Two letters at least.') });
    expect(field?.limits).toEqual(['Two letters at least.']);
  });

  it('are told with what is inside of them', () => {
    const fields = described({
      cases: z.array(z.object({ id: z.string(), when: z.string() })).max(9),
      how: z.discriminatedUnion('by', [
        z.object({ by: z.literal('post'), street: z.string() }),
        z.object({ by: z.literal('mail'), to: z.string() }),
      ]),
    });
    expect(fields.map(({ path, depth, type }) => [path, depth, type])).toEqual([
      ['cases', 0, 'list of group'],
      ['cases[].id', 1, 'text'],
      ['cases[].when', 1, 'text'],
      ['how', 0, 'group'],
      ['how.by', 1, 'post'],
      ['how.street', 1, 'text'],
      ['how.to', 1, 'text'],
    ]);
    expect(fields[0]?.limits).toEqual(['At most 9 of them.']);
  });

  it.each(Object.values(catalogue) as NodeDeclaration[])('of $type all have a title and help', (node) => {
    const fields = describeFields(declarationData(node).config);
    for (const { path, title, type } of fields) {
      expect(title, path).not.toBe('');
      expect(type, path).not.toMatch(/undefined|anything/);
    }
    for (const { path, help } of fields.filter(({ depth }) => depth === 0)) expect(help, path).not.toBe('');
  });
});
