import { z } from 'zod';
import type { Widget } from './declaration.ts';

export type ConfigField = { path: (string | number)[]; widget: Widget; value: unknown };

/**
 * Where a parsed config holds values whose schema says `.meta({ widget })`. Goes through objects, arrays, tuples, records,
 * unions (the options that fit the value) and wrappers; a widget on a list or a record holds for its entries.
 */
export function configFields(schema: z.ZodType, config: unknown): ConfigField[] {
  const fields: ConfigField[] = [];
  visit(schema, config, [], undefined);
  return unique(fields);

  function visit(
    type: z.core.$ZodType,
    value: unknown,
    path: (string | number)[],
    outer: Widget | undefined,
  ): void {
    if (value === undefined || value === null) return;
    const widget = widgetOf(type) ?? outer;
    const { def } = (type as z.core.$ZodTypes)._zod;
    switch (def.type) {
      case 'object':
        for (const [key, field] of Object.entries(def.shape))
          visit(field, own(value, key), [...path, key], undefined);
        return;
      case 'array':
        for (const [index, item] of listOf(value).entries())
          visit(def.element, item, [...path, index], widget);
        return;
      case 'tuple':
        for (const [index, item] of listOf(value).entries()) {
          const entry = def.items[index] ?? def.rest;
          if (entry) visit(entry, item, [...path, index], widget);
        }
        return;
      case 'record':
        for (const key of Object.keys(Object(value)))
          visit(def.valueType, own(value, key), [...path, key], widget);
        return;
      case 'union':
        for (const option of fitting(def.options, value)) visit(option, value, path, widget);
        return;
      case 'intersection':
        visit(def.left, value, path, widget);
        visit(def.right, value, path, widget);
        return;
      case 'optional':
      case 'nullable':
      case 'default':
      case 'prefault':
      case 'nonoptional':
      case 'catch':
      case 'readonly':
      case 'success':
        return visit(def.innerType, value, path, widget);
      case 'pipe':
        // What the schema hands out is what the config holds; the words may be on either side.
        return visit(
          def.out._zod.def.type === 'transform' ? def.in : def.out,
          value,
          path,
          widget ?? widgetOf(def.in),
        );
      case 'lazy':
        return visit(def.getter(), value, path, widget);
      default:
        if (widget) fields.push({ path, widget, value });
    }
  }
}

/** The fields that are evaluated when the node is entered. */
export function evaluatedFields(schema: z.ZodType, config: unknown): EvaluatedField[] {
  return evaluatedAmong(configFields(schema, config));
}

export type EvaluatedField = { path: (string | number)[]; kind: 'expression' | 'template' };

/** An empty expression is one that was left out. */
export function evaluatedAmong(fields: ConfigField[]): EvaluatedField[] {
  return fields.flatMap(({ path, widget, value }) => {
    if (typeof value !== 'string' || value.trim() === '') return [];
    return widget === 'expression' || widget === 'template' ? [{ path, kind: widget }] : [];
  });
}

/** The fields that name another node, as far as they are filled in. */
export function nodesNamedAmong(fields: ConfigField[]): { path: (string | number)[]; node: string }[] {
  return fields.flatMap(({ path, widget, value }) =>
    widget === 'node' && typeof value === 'string' && value !== '' ? [{ path, node: value }] : [],
  );
}

const widgets = new WeakMap<z.core.$ZodType, { widget: Widget | undefined }>();

function widgetOf(type: z.core.$ZodType): Widget | undefined {
  const known = widgets.get(type);
  if (known) return known.widget;
  // The name of the key is declared where nodes are declared; here it is only read.
  const widget = (z.globalRegistry.get(type) as { widget?: Widget } | undefined)?.widget;
  widgets.set(type, { widget });
  return widget;
}

function fitting(options: readonly z.core.$ZodType[], value: unknown): z.core.$ZodType[] {
  const fits = options.filter((option) => z.safeParse(option, value).success);
  // The first that fits is the one zod took.
  return fits.length > 0 ? fits.slice(0, 1) : [...options];
}

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function unique(fields: ConfigField[]): ConfigField[] {
  const seen = new Set<string>();
  return fields.filter(({ path, widget }) => {
    const key = JSON.stringify([path, widget]);
    return seen.has(key) ? false : seen.add(key);
  });
}
