import { isRecord } from '@throughline/flow/is-record';
import type { SchemaData } from '@throughline/flow/schema-data';

/** A field of a config, in words; what is inside of it follows, one deeper. */
export type DescribedField = {
  /** As a flow's file names it: `cases[].when`. */
  path: string;
  depth: number;
  title: string;
  help: string;
  type: string;
  required: boolean;
  default: string | undefined;
  limits: string[];
};

const deepest = 4;

/** Every field of the JSON Schema that `GET /api/nodes` gives of a config. */
export function describeFields(schema: SchemaData, path = '', depth = 0): DescribedField[] {
  const { properties, required } = schema;
  if (!isRecord(properties) || depth > deepest) return [];
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(properties).flatMap(([name, field]) => {
    if (!isRecord(field)) return [];
    const own = path === '' ? name : `${path}.${name}`;
    const row: DescribedField = {
      path: own,
      depth,
      title: textOf(field['title']) ?? name,
      help: textOf(field['description']) ?? '',
      type: typeOf(field),
      required: needed.has(name) && !('default' in field),
      default: 'default' in field ? shown(field['default']) : undefined,
      limits: limitsOf(field),
    };
    return [row, ...inside(field, own, depth + 1)];
  });
}

function inside(field: SchemaData, path: string, depth: number): DescribedField[] {
  const { items, additionalProperties: entries } = field;
  if (isRecord(items)) return inside(items, `${path}[]`, depth);
  if (isRecord(entries)) return inside(entries, `${path}.*`, depth);
  const found = [field, ...optionsOf(field)].flatMap((each) => describeFields(each, path, depth));
  // Options of a choice often share fields.
  return found.filter((one, index) => found.findIndex((other) => other.path === one.path) === index);
}

const widgets: { [widget: string]: string } = {
  expression: 'expression',
  template: 'text with {{ }}',
  'long-text': 'text',
  duration: 'duration, such as 30s, 15m or 2h',
  queue: 'name of a queue',
  credential: 'name of a credential',
  node: 'node of the flow',
};

function typeOf(field: SchemaData): string {
  const { type, items, widget } = field;
  if ('const' in field) return shown(field['const']) ?? '';
  if (Array.isArray(field['enum'])) return 'choice';
  if (type === 'array') return isRecord(items) ? `list of ${typeOf({ widget, ...items })}` : 'list';
  if (typeof widget === 'string' && widgets[widget] !== undefined) return widgets[widget];
  const options = optionsOf(field);
  if (options.length > 0) return [...new Set(options.map(typeOf))].join(' or ');
  if (Array.isArray(type)) return type.filter((one) => one !== 'null').join(' or ');
  if (type === 'object') return isRecord(field['properties']) ? 'group' : 'names with values';
  if (type === 'integer') return 'whole number';
  if (type === 'boolean') return 'yes or no';
  return type === 'string' ? 'text' : (textOf(type) ?? 'anything');
}

/** Authors' own words where they gave some. */
function limitsOf(field: SchemaData): string[] {
  const { rules, enum: values, items } = field;
  const told = Array.isArray(rules)
    ? rules.flatMap((rule) =>
        isRecord(rule) ? (textOf(rule['of'] === 'url' ? 'An address of the web.' : rule['text']) ?? []) : [],
      )
    : [];
  const plain = told.length > 0 ? [] : measures.flatMap(([key, words]) => words(field[key]) ?? []);
  const chosen = Array.isArray(values) ? [`One of ${values.map(String).join(', ')}.`] : [];
  const each = isRecord(items) && !isRecord(items['properties']) ? limitsOf(items) : [];
  return [...new Set([...told, ...plain, ...chosen, ...each])];
}

const number = (words: (value: number) => string) => (value: unknown) =>
  typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) < Number.MAX_SAFE_INTEGER
    ? words(value)
    : undefined;
const measures: [key: string, words: (value: unknown) => string | undefined][] = [
  ['minLength', number((least) => (least === 1 ? 'Not empty.' : `At least ${least} characters.`))],
  ['maxLength', number((most) => `At most ${most} characters.`)],
  ['minimum', number((least) => `At least ${least}.`)],
  ['exclusiveMinimum', number((least) => `More than ${least}.`)],
  ['maximum', number((most) => `At most ${most}.`)],
  ['exclusiveMaximum', number((most) => `Less than ${most}.`)],
  ['minItems', number((least) => `At least ${least} of them.`)],
  ['maxItems', number((most) => `At most ${most} of them.`)],
  ['pattern', (pattern) => (typeof pattern === 'string' ? `Like ${pattern}` : undefined)],
];

function optionsOf({ anyOf, oneOf, allOf }: SchemaData): SchemaData[] {
  return [anyOf, oneOf, allOf]
    .flatMap((options): unknown[] => (Array.isArray(options) ? options : []))
    .filter(isRecord)
    .filter(({ type }) => type !== 'null');
}

function shown(value: unknown): string | undefined {
  if (value === '') return 'empty';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length === 0) return 'none';
  return JSON.stringify(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
