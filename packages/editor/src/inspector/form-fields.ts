import { z } from 'zod';
import type { Widget } from '@throughline/flow/declaration';
import type { FormField, Meta, Option, Shape, TextKind, Unwrapped } from './form-field.ts';
import { choiceOf, unionShape } from './union-shape.ts';

/** The fields of a config's form, in the order of its schema. The words are those of `.meta()`. */
export function formFields(schema: z.core.$ZodType): FormField[] {
  const known = kept.get(schema);
  if (known) return known;
  const { shape } = unwrap(schema);
  const fields = shape.kind === 'group' ? shape.fields : [];
  kept.set(schema, fields);
  return fields;
}

/** A schema says the same each time. */
const kept = new WeakMap<z.core.$ZodType, FormField[]>();

/** The fields that say something with this value; what was written is shown in any case. */
export function fieldsFor(fields: FormField[], value: { [key: string]: unknown }): FormField[] {
  const held = (key: string) => value[key] ?? fields.find((field) => field.key === key)?.standard;
  return fields.filter(
    ({ key, when }) =>
      !when ||
      value[key] !== undefined ||
      Object.entries(when).every(([other, values]) => values.some((one) => one === held(other))),
  );
}

function unwrap(type: z.core.$ZodType, outer: Meta = {}): Unwrapped {
  const meta = { ...metaOf(type), ...outer };
  const { def } = (type as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
      return { ...unwrap(def.innerType, meta), required: false };
    case 'default':
    case 'prefault':
      return { ...unwrap(def.innerType, meta), required: false, standard: def.defaultValue };
    case 'nonoptional':
      return { ...unwrap(def.innerType, meta), required: true };
    case 'catch':
    case 'readonly':
      return unwrap(def.innerType, meta);
    case 'pipe':
      // What is written in a file is what the schema takes in.
      return unwrap(def.in._zod.def.type === 'transform' ? def.out : def.in, meta);
    case 'lazy':
      return unwrap(def.getter(), meta);
    default:
      return { shape: shapeOf(type, meta), meta, required: true };
  }
}

function shapeOf(type: z.core.$ZodType, { widget, puttingOut }: Meta): Shape {
  const { def } = (type as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string': {
      const { maxLength } = limitsOf(type);
      return {
        kind: textKind(widget),
        ...(maxLength !== undefined && { maxLength }),
        ...(puttingOut !== undefined && { puttingOut }),
      };
    }
    case 'number': {
      const { min, max, whole = false } = limitsOf(type);
      return { kind: 'number', whole, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
    }
    case 'boolean':
      return { kind: 'boolean' };
    case 'enum':
      return { kind: 'choice', options: Object.values(def.entries) };
    case 'literal':
      return choiceOf(def.values);
    case 'union':
      return unionShape(
        def.options.map((option) => unwrap(option, metaOf(option).widget || !widget ? {} : { widget })),
      );
    case 'array':
      return listShape(def.element, widget, limitsOf(type).maxLength);
    case 'record':
      return { kind: 'record', value: unwrap(def.valueType, widget ? { widget } : {}).shape };
    case 'object':
      return { kind: 'group', fields: Object.entries(def.shape).map(([key, field]) => fieldOf(key, field)) };
    default:
      return { kind: 'json' };
  }
}

function fieldOf(key: string, type: z.core.$ZodType): FormField {
  const { shape, meta, required, standard } = unwrap(type);
  return {
    key,
    title: meta.title ?? spoken(key),
    ...(meta.description !== undefined && { help: meta.description }),
    required,
    ...(standard !== undefined && { standard }),
    ...(meta.when && { when: meta.when }),
    shape,
  };
}

function listShape(element: z.core.$ZodType, widget: Widget | undefined, most: number | undefined): Shape {
  const { shape } = unwrap(element, widget && widget !== 'list' ? { widget } : {});
  if (shape.kind === 'choice') return { kind: 'choices', options: shape.options };
  const text = textOf(shape);
  if (text) return { kind: 'texts', text };
  return { kind: 'list', item: shape, ...(most !== undefined && { most }) };
}

/** How the text is written in entries of a language and a text, and nothing else. */
function textOf(shape: Shape): TextKind | undefined {
  if (shape.kind !== 'group') return undefined;
  const [language, text, ...more] = shape.fields;
  if (language?.key !== 'language' || text?.key !== 'text' || more.length > 0) return undefined;
  return text.shape.kind === 'template' ? 'template' : 'long-text';
}

function textKind(widget: Widget | undefined): TextKind {
  return widget === undefined || widget === 'list' ? 'text' : widget;
}

function metaOf(type: z.core.$ZodType): Meta {
  const { title, description, widget, when, puttingOut } = (z.globalRegistry.get(type) ?? {}) as Meta;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(widget !== undefined && { widget }),
    ...(when && { when }),
    ...(puttingOut !== undefined && { puttingOut }),
  };
}

type Limits = { min?: number; max?: number; maxLength?: number; whole?: boolean };

/** What the checks of a schema say that a control can keep to by itself. */
function limitsOf(type: z.core.$ZodType): Limits {
  const { def } = (type as z.core.$ZodTypes)._zod;
  const limits: Limits = {};
  // `z.int()` is a check itself.
  for (const check of [
    def,
    ...(def.checks ?? []).map(({ _zod }) => _zod.def),
  ] as z.core.$ZodChecks['_zod']['def'][]) {
    if (check.check === 'greater_than') limits.min = Number(check.value);
    else if (check.check === 'less_than') limits.max = Number(check.value);
    else if (check.check === 'max_length') limits.maxLength = check.maximum;
    else if (check.check === 'number_format') limits.whole = check.format.includes('int');
  }
  return limits;
}

/** `minimumConfidence` and `not-sure` in words, with a capital: "Minimum confidence", "Not sure". */
export function spoken(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[-_]+/g, ' ');
  const text = /^[A-Z]+$/.test(name) ? name : words.toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function optionTitle(option: Option): string {
  if (typeof option === 'boolean') return option ? 'Yes' : 'No';
  return typeof option === 'string' ? spoken(option) : String(option);
}
