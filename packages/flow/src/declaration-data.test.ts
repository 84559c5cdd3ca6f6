import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configFields } from './config-fields.ts';
import type { NodeDeclaration } from './declaration.ts';
import type { DeclarationData } from './declaration-data.ts';
import { declarationData, declarationFrom } from './declaration-data.ts';
import { catalogue, flowOf } from './testing/catalogue.ts';
import { validate } from './validate.ts';

const meta = (words: object) => words as z.GlobalMeta;

const lookUp: NodeDeclaration = {
  type: 'look-up',
  kind: 'run',
  title: 'Look up',
  help: 'Asks the shop.',
  group: 'work',
  icon: 'search',
  local: 'first',
  answers: 'says',
  outputs: { found: { type: 'boolean', help: 'It is there.' } },
  ports: [
    { id: 'found', title: 'Found', required: true, says: true },
    { id: 'none', title: 'None' },
  ],
  config: z.strictObject({
    key: z
      .string()
      .trim()
      .regex(/^[A-Z]+-\d{2,}$/, 'Write it as in AB-12.')
      .min(5, 'It is longer.')
      .meta(meta({ title: 'Key', description: 'Of the order.', widget: 'text' })),
    mail: z.email().optional(),
    site: z.url({ protocol: /^https?$/ }).optional(),
    home: z.url('Write it as https://...').max(30).optional(),
    name: z
      .string()
      .regex(/^\p{Lu}/u)
      .regex(/.b/, 'A b comes second.')
      .optional(),
    tries: z.number().int().gt(0, 'At least one.').max(5).multipleOf(1).default(3),
    share: z.number().min(0).lt(1).nullable().optional(),
    mode: z
      .enum(['one', 'all'], 'One or all.')
      .default('one')
      .meta(meta({ title: 'Mode' })),
    size: z.literal([1, 2]).optional(),
    headers: z.record(z.string(), z.string().meta(meta({ widget: 'template' }))).optional(),
    pair: z.tuple([z.string(), z.number()]).optional(),
    parts: z
      .array(
        z.object({
          value: z
            .string()
            .min(1)
            .meta(meta({ widget: 'expression' })),
        }),
      )
      .min(1, 'Keep at least one.')
      .max(2)
      .default([{ value: 'now' }]),
    by: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('id'), id: z.string() }),
        z.object({ kind: z.literal('none'), why: z.boolean().optional() }),
      ])
      .optional(),
    either: z.union([z.string(), z.boolean()]).optional(),
    any: z.unknown().optional(),
  }),
};

const fine = { key: 'AB-12' };
/** Each with one or more faults, or with everything. */
const configs: Record<string, unknown>[] = [
  {},
  {
    key: ' AB-1234 ',
    mail: 'a@b.example',
    share: null,
    headers: { a: 'x {{ now }}' },
    either: true,
    any: [1],
  },
  ...['  ', 'ab', 'AB-1', 7, null].map((key) => ({ key })),
  ...[
    { site: 'x' },
    { site: 'ftp://a.example' },
    { site: 5 },
    { site: 'https://a.example/b' },
    { home: 'x' },
    { home: 5 },
  ],
  ...[{ mail: 'x' }, { name: 'éb' }, { name: 'Éa' }, { tries: 0 }, { tries: 1.5 }, { tries: 9 }],
  ...[{ share: 1 }, { share: 'x' }, { mode: 'two' }, { size: 3 }, { headers: { a: 1 } }, { pair: ['a'] }],
  ...[{ parts: [] }, { parts: [{}] }, { parts: [{ value: '' }] }, { parts: [1, 2, 3] }, { either: 1 }],
  ...[{ by: { kind: 'id' } }, { by: { kind: 'x' } }, { by: 1 }, { unknown: 1 }],
].map((config) => ('key' in config || Object.keys(config).length === 0 ? config : { ...fine, ...config }));

const flow = (config: Record<string, unknown>) =>
  flowOf({ ask: 'start', find: ['look-up', config], bye: ['say', { text: 'Bye' }] }, [
    'ask.started > find',
    'find.found > bye',
  ]);

const overTheWire = (declaration: NodeDeclaration, ports?: Parameters<typeof declarationFrom>[1]) =>
  declarationFrom(JSON.parse(JSON.stringify(declarationData(declaration))) as DeclarationData, ports);

describe('a declaration that went through data', () => {
  const rebuilt = overTheWire(lookUp);

  it('says the same of itself, and can say all it checks', () => {
    const { config: _, ...words } = lookUp;
    expect(rebuilt).toMatchObject(words);
    expect(declarationData(lookUp).complete).toBe(true);
    expect(declarationData(rebuilt)).toEqual(declarationData(lookUp));
  });

  it.each(configs.map((config) => [JSON.stringify(config), config]))('finds the same in %s', (_, config) => {
    const issues = (node: NodeDeclaration) => validate(flow(config), { ...catalogue, 'look-up': node });
    expect(issues(rebuilt)).toEqual(issues(lookUp));
    const [before, after] = [lookUp.config.safeParse(config), rebuilt.config.safeParse(config)];
    expect(after.data).toEqual(before.data);
    const fields = (node: NodeDeclaration, data: unknown) =>
      before.success ? configFields(node.config, data) : [];
    expect(fields(rebuilt, after.data)).toEqual(fields(lookUp, before.data));
  });

  it('owns to what it cannot check', () => {
    for (const config of [
      z.object({ a: z.string().refine((text) => text !== 'x') }),
      z.object({ a: z.string().transform((text) => text.length) }),
      z.object({ a: z.string().toUpperCase() }),
      z.object({ a: z.jwt() }),
      z.object({ a: z.string() }).refine(() => true),
    ])
      expect(declarationData({ ...lookUp, config }).complete).toBe(false);
  });

  it('has the ports that are made from its config from where they are known', () => {
    const node: NodeDeclaration = { ...lookUp, ports: (config) => [{ id: String(config), title: 'T' }] };
    expect(declarationData(node)).toMatchObject({ ports: null, complete: false });
    const { ports } = overTheWire(node, (type, config) => [{ id: `${type} ${String(config)}`, title: 'T' }]);
    expect(typeof ports === 'function' && ports('one')).toEqual([{ id: 'look-up one', title: 'T' }]);
  });
});
