import { z } from 'zod';
import { durationHint, durationMs } from './duration.ts';
import { isRecord } from './is-record.ts';
import { patternsOf } from './schema-data.ts';
import type { SchemaData, SchemaRule } from './schema-data.ts';

/** The schema that `schemaData` made data of, as far as data can say it: the same issues, the same words for forms. */
export function schemaFrom(data: SchemaData): z.ZodType {
  const plain = withDefault(bare(data), data);
  const words = Object.fromEntries(
    ['title', 'description', 'widget', 'when', 'puttingOut', 'format'].flatMap((key) =>
      key in data ? [[key, data[key]]] : [],
    ),
  );
  return Object.keys(words).length > 0 ? plain.meta(words) : plain;
}

function withDefault(schema: z.ZodType, data: SchemaData): z.ZodType {
  if (!('default' in data)) return schema;
  return data['prefault'] === true ? schema.prefault(data['default']) : schema.default(data['default']);
}

function bare(data: SchemaData): z.ZodType {
  const { enum: values, type, anyOf, oneOf, allOf } = data;
  const say = wrongOf(data);
  if ('const' in data) return z.literal(data['const'] as z.core.util.Literal, say);
  if (Array.isArray(values))
    return values.every((value) => typeof value === 'string') ? z.enum(values, say) : z.literal(values, say);
  if (Array.isArray(oneOf)) return oneOfThem(oneOf, say);
  if (Array.isArray(anyOf)) return anyOfThem(anyOf, say);
  if (Array.isArray(type))
    return anyOfThem(
      type.map((each: string) => ({ ...data, type: each })),
      say,
    );
  if (Array.isArray(allOf) && type === undefined)
    return allOf.map(schemaFrom).reduce((one, other) => z.intersection(one, other));
  switch (type) {
    case 'string':
      return text(data);
    case 'number':
    case 'integer':
      return number(data);
    case 'boolean':
      return z.boolean(say);
    case 'null':
      return z.null(say);
    case 'array':
      return list(data);
    case 'object':
      return object(data);
    default:
      return z.any();
  }
}

/** What the author says of a value of another kind. */
function wrongOf({ wrong }: SchemaData): { error?: string } {
  return typeof wrong === 'string' ? { error: wrong } : {};
}

function text(data: SchemaData): z.ZodType {
  const rules = rulesOf(data, ['minLength', 'maxLength', 'pattern']);
  let schema = textOf(rules, wrongOf(data));
  const patterns = patternsOf(data).map(regexOf);
  for (const { of, text } of rules) {
    if (of === 'trim') schema = schema.trim();
    if (of === 'pattern') schema = schema.regex(patterns.shift() ?? /^/, text);
    if (of === 'minLength') schema = schema.min(Number(data['minLength']), text);
    if (of === 'maxLength') schema = schema.max(Number(data['maxLength']), text);
  }
  // What a duration is, its widget says.
  if (data['widget'] !== 'duration') return schema;
  return schema.refine((value) => durationMs(value) !== undefined, durationHint);
}

function textOf(rules: SchemaRule[], say: { error?: string }): z.ZodString {
  const url = rules.find(({ of }) => of === 'url');
  if (!url) return z.string(say);
  const { protocol, hostname } = url;
  const only = {
    ...(protocol !== undefined && { protocol: regexOf(protocol) }),
    ...(hostname !== undefined && { hostname: regexOf(hostname) }),
  };
  // It has all that a text has.
  return z.url({ ...say, ...only }) as z.ZodType as z.ZodString;
}

function number(data: SchemaData): z.ZodType {
  let schema = z.number(wrongOf(data));
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = data;
  for (const { of, text } of rulesOf(data, ['integer', 'minimum', 'maximum', 'multipleOf'])) {
    if (of === 'integer' && data['type'] === 'integer') schema = schema.int(text);
    if (of === 'minimum')
      schema =
        exclusiveMinimum === undefined
          ? schema.min(Number(minimum), text)
          : schema.gt(Number(exclusiveMinimum), text);
    if (of === 'maximum')
      schema =
        exclusiveMaximum === undefined
          ? schema.max(Number(maximum), text)
          : schema.lt(Number(exclusiveMaximum), text);
    if (of === 'multipleOf') schema = schema.multipleOf(Number(multipleOf), text);
  }
  return schema;
}

function list(data: SchemaData): z.ZodType {
  const { prefixItems, items, minItems, maxItems } = data;
  if (Array.isArray(prefixItems)) {
    const first = prefixItems.map(schemaFrom) as [z.ZodType, ...z.ZodType[]];
    return isRecord(items) ? z.tuple(first, schemaFrom(items)) : z.tuple(first);
  }
  let schema = z.array(isRecord(items) ? schemaFrom(items) : z.any(), wrongOf(data));
  for (const { of, text } of rulesOf(data, ['minLength', 'maxLength'])) {
    if (of === 'minLength' && minItems !== undefined) schema = schema.min(Number(minItems), text);
    if (of === 'maxLength' && maxItems !== undefined) schema = schema.max(Number(maxItems), text);
  }
  return schema;
}

function object(data: SchemaData): z.ZodType {
  const { properties, required, additionalProperties: others, propertyNames } = data;
  const say = wrongOf(data);
  if (!isRecord(properties)) {
    const names = isRecord(propertyNames) ? (schemaFrom(propertyNames) as z.ZodString) : z.string();
    return z.record(names, isRecord(others) ? schemaFrom(others) : z.any(), say);
  }
  const needed = new Set(Array.isArray(required) ? required : []);
  const shape = Object.fromEntries(
    Object.entries(properties).map(([name, data]) => {
      const field = schemaFrom(data as SchemaData);
      return [name, needed.has(name) || 'default' in (data as SchemaData) ? field : field.optional()];
    }),
  );
  if (others === false) return z.strictObject(shape, say);
  return isRecord(others) ? z.object(shape, say).catchall(schemaFrom(others)) : z.object(shape, say);
}

function anyOfThem(options: SchemaData[], say: { error?: string }): z.ZodType {
  const others = options.filter(({ type }) => type !== 'null');
  const [first] = others;
  if (first && others.length === 1 && options.length === 2) return schemaFrom(first).nullable();
  return z.union(options.map(schemaFrom), say);
}

/** Flags are no part of JSON Schema; `u` is taken where a pattern needs it. */
function regexOf(source: string): RegExp {
  return new RegExp(source, /\\[pP]\{/.test(source) ? 'u' : '');
}

/** The options of a union that is told apart by a field each have another constant there. */
function oneOfThem(options: SchemaData[], say: { error?: string }): z.ZodType {
  const schemas = options.map(schemaFrom);
  const first = options[0]?.['properties'];
  const key = Object.keys(isRecord(first) ? first : {}).find((name) =>
    options.every(({ properties }) => {
      const field = isRecord(properties) ? properties[name] : undefined;
      return isRecord(field) && 'const' in field;
    }),
  );
  if (key === undefined) return z.union(schemas, say);
  return z.discriminatedUnion(key, schemas as [z.ZodObject, ...z.ZodObject[]], say);
}

/** In the order in which they are made; of data that does not tell, in this one. */
function rulesOf(data: SchemaData, usual: string[]): SchemaRule[] {
  const { rules } = data;
  if (Array.isArray(rules)) return rules as SchemaRule[];
  return usual
    .filter((of) => of in data || (of === 'integer' && data['type'] === 'integer'))
    .map((of) => ({ of }));
}
