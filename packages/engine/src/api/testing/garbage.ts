import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';

type JsonSchema = {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  format?: string;
  $ref?: string;
};

/** Bodies for a schema: some that fit, most that nearly do, some that are nothing at all. */
export function bodies(schema: JsonSchema, schemas: Record<string, JsonSchema>): Arbitrary<Uint8Array> {
  const near = nearly(schema, schemas, 0).map((value) => Buffer.from(JSON.stringify(value) ?? ''));
  return fc.oneof(
    { weight: 6, arbitrary: near },
    { weight: 2, arbitrary: fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))) },
    { weight: 1, arbitrary: near.map((bytes) => bytes.subarray(0, Math.max(0, bytes.length - 3))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );
}

/** Text of the kind that breaks programs. */
export const nastyText: Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '../../etc/passwd',
    '%00',
    '__proto__',
    'constructor',
    '{"$gt":""}',
    '$where',
    'a.b.c',
    '‮',
    '-1',
    '1e309',
    'NaN',
    'null',
    "'; --",
    '<script>',
    '🧵'.repeat(30),
  ),
);

const nasty: Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1.5,
    Number.MAX_SAFE_INTEGER,
    1e308,
    [],
    {},
    [[]],
    { $gt: '' },
    { toString: 1 },
  ),
  fc.array(nastyText, { maxLength: 4 }),
);

function nearly(given: JsonSchema, schemas: Record<string, JsonSchema>, depth: number): Arbitrary<unknown> {
  const schema = resolve(given, schemas);
  const fitting = fits(schema, schemas, depth);
  return depth > 4 ? nasty : fc.oneof({ weight: 5, arbitrary: fitting }, { weight: 1, arbitrary: nasty });
}

function fits(schema: JsonSchema, schemas: Record<string, JsonSchema>, depth: number): Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices) return fc.oneof(...choices.map((one) => nearly(one, schemas, depth + 1)));
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(
        ([name, inner]) => [name, nearly(inner, schemas, depth + 1)] as const,
      );
      const known = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
      const extra = fc.oneof(
        { weight: 6, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.dictionary(nastyText, nasty, { maxKeys: 2 }) },
      );
      return fc.tuple(known, extra).map(([fit, more]) => ({ ...fit, ...more }));
    }
    case 'array':
      return fc.array(schema.items ? nearly(schema.items, schemas, depth + 1) : nasty, { maxLength: 3 });
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer(), fc.double());
    case 'boolean':
      return fc.boolean();
    case 'string':
      return schema.format === 'uuid'
        ? fc.uuid()
        : schema.format === 'email'
          ? fc.emailAddress()
          : fc.oneof(fc.string(), nastyText);
    default:
      return fc.jsonValue();
  }
}

function resolve(schema: JsonSchema, schemas: Record<string, JsonSchema>): JsonSchema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (schemas[name] ?? {});
}
