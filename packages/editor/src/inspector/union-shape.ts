import type { EitherKind, FormField, Option, Shape, Unwrapped, Variant } from './form-field.ts';

type Union = readonly Pick<Unwrapped, 'shape' | 'meta'>[];

/**
 * How one of several is chosen: of constants, of objects that a constant tells apart, of texts, numbers and constants. What else it
 * can be is only known to who wrote the node, and is written as JSON.
 */
export function unionShape(options: Union): Shape {
  const constants = options.flatMap(({ shape }) => constantsOf(shape));
  if (options.every(({ shape }) => shape.kind === 'choice')) return choiceOf(constants);
  return variantsShape(options) ?? eitherShape(options) ?? { kind: 'json' };
}

export function choiceOf(values: readonly unknown[]): Shape {
  const options = values.filter(
    (value): value is Option =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
  );
  return options.length === values.length ? { kind: 'choice', options } : { kind: 'json' };
}

function constantsOf(shape: Shape | undefined): Option[] {
  if (shape?.kind === 'boolean') return [true, false];
  return shape?.kind === 'choice' ? shape.options : [];
}

type Group = Pick<Unwrapped, 'meta'> & { fields: FormField[] };

function variantsShape(options: Union): Shape | undefined {
  const groups = options.flatMap(({ shape, meta }): Group[] =>
    shape.kind === 'group' ? [{ meta, fields: shape.fields }] : [],
  );
  if (groups.length < options.length) return undefined;
  const by = groups[0]?.fields.find(({ key }) => tellsApart(key, groups));
  if (!by) return undefined;
  const variants = groups.flatMap(({ meta, fields }) =>
    constantsAt(by.key, fields).map((is): Variant => {
      return { is, ...wordsOf(meta), fields: fields.filter(({ key }) => key !== by.key) };
    }),
  );
  const { key, title, help } = by;
  return { kind: 'variants', by: key, title, ...(help !== undefined && { help }), variants };
}

/** Every object has it, each with constants of its own. */
function tellsApart(key: string, groups: Group[]): boolean {
  const constants = groups.map(({ fields }) => constantsAt(key, fields));
  const all = constants.flat();
  return constants.every((own) => own.length > 0) && new Set(all).size === all.length;
}

function constantsAt(key: string, fields: FormField[]): Option[] {
  const field = fields.find((one) => one.key === key);
  return field?.required && field.shape.kind === 'choice' ? field.shape.options : [];
}

/** A value has to tell by itself which kind it is: at most one of them is written as text, one as a number. */
function eitherShape(options: Union): Shape | undefined {
  const constants = new Set(options.flatMap(({ shape }) => constantsOf(shape)));
  const written = options.filter(({ shape }) => constantsOf(shape).length === 0);
  if (written.some(({ shape }) => jsonTypeOf(shape) === undefined)) return undefined;
  const ofType = (type: string) => written.filter(({ shape }) => jsonTypeOf(shape) === type);
  const groups = [ofType('string'), ofType('number')].filter(({ length }) => length > 0);
  const kinds = groups.flatMap((group) => sameKind(group) ?? []);
  if (kinds.length < groups.length) return undefined;
  // A field for a text can be left empty.
  if (ofType('string').length > 0) constants.delete('');
  const [only, ...more] = kinds;
  if (!only) return choiceOf([...constants]);
  if (more.length === 0 && constants.size === 0) return only.shape;
  return { kind: 'either', constants: [...constants], kinds };
}

/** Several of one kind, such as an address of the web or one of e-mail: the limits of each are not those of all. */
function sameKind(options: Union): EitherKind | undefined {
  const [first, ...others] = options;
  if (!first) return undefined;
  if (others.length === 0) return { ...wordsOf(first.meta), shape: first.shape };
  const { kind } = first.shape;
  if (others.some(({ shape }) => shape.kind !== kind)) return undefined;
  return { shape: kind === 'number' ? { kind, whole: false } : ({ kind } as Shape) };
}

function wordsOf({ title, description }: Unwrapped['meta']): { title?: string; help?: string } {
  return { ...(title !== undefined && { title }), ...(description !== undefined && { help: description }) };
}

/** How a value of the shape looks in JSON, where that is a text or a number. */
export function jsonTypeOf({ kind }: Shape): 'string' | 'number' | undefined {
  switch (kind) {
    case 'number':
      return 'number';
    case 'text':
    case 'long-text':
    case 'template':
    case 'expression':
    case 'duration':
    case 'queue':
    case 'credential':
    case 'node':
      return 'string';
    default:
      return undefined;
  }
}
