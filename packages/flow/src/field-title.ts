import type { z } from 'zod';
import { isRecord } from './is-record.ts';
import { schemaData } from './schema-data.ts';
import type { SchemaData } from './schema-data.ts';

/**
 * A field in the words of its form, with the lists it is in: "Cases › 2 › When". Where the schema has no words for it, the
 * name of the field stands for them.
 */
export function fieldTitle(schema: z.ZodType | undefined, path: (string | number)[]): string {
  let data = schema && dataOf(schema);
  const words: string[] = [];
  for (const key of path) {
    data = within(data, key);
    const title = data?.['title'];
    if (typeof key === 'number') words.push(String(key + 1));
    else words.push(typeof title === 'string' ? title : plain(key));
  }
  return words.join(' › ');
}

const known = new WeakMap<z.ZodType, SchemaData | undefined>();

function dataOf(schema: z.ZodType): SchemaData | undefined {
  if (!known.has(schema)) known.set(schema, tryData(schema));
  return known.get(schema);
}

/** A declaration may come from somebody else's package: what it throws costs the words only. */
function tryData(schema: z.ZodType): SchemaData | undefined {
  try {
    return schemaData(schema).schema;
  } catch {
    return undefined;
  }
}

function within(data: SchemaData | undefined, key: string | number): SchemaData | undefined {
  if (!data) return undefined;
  const { properties, items, prefixItems, additionalProperties, anyOf, oneOf, allOf } = data;
  const direct =
    typeof key === 'number'
      ? ((Array.isArray(prefixItems) ? prefixItems[key] : undefined) ?? items)
      : isRecord(properties) && Object.hasOwn(properties, key)
        ? properties[key]
        : additionalProperties;
  if (isRecord(direct)) return direct;
  const options = [anyOf, oneOf, allOf].flatMap((list) =>
    Array.isArray(list) ? (list as SchemaData[]) : [],
  );
  return options.map((option) => within(option, key)).find((found) => found !== undefined);
}

/** `fallbackQueue` is "Fallback queue". */
function plain(key: string): string {
  const words = key.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
