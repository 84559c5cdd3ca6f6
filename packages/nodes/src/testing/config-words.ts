import type { ZodType } from 'zod';
import { z } from 'zod';

/** Paths of config fields whose schema does not say `.meta({ title, description })`. */
export function fieldsWithoutWords(schema: ZodType, path = 'config'): string[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return fieldsWithoutWords(inner.element as ZodType, `${path}[]`);
  if (inner instanceof z.ZodRecord) return fieldsWithoutWords(inner.valueType as ZodType, `${path}.*`);
  if (inner instanceof z.ZodUnion)
    return inner.options.flatMap((option) => fieldsWithoutWords(option as ZodType, path));
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape).flatMap(([name, field]) => {
    const at = `${path}.${name}`;
    return [...(hasWords(field as ZodType) ? [] : [at]), ...fieldsWithoutWords(field as ZodType, at)];
  });
}

function hasWords(schema: ZodType): boolean {
  for (let type: ZodType | undefined = schema; type; type = innerOf(type)) {
    const { title, description } = type.meta() ?? {};
    if (title?.trim() && description?.trim()) return true;
  }
  return false;
}

function unwrapped(schema: ZodType): ZodType {
  const inner = innerOf(schema);
  return inner ? unwrapped(inner) : schema;
}

/** What an optional, a default and the like wrap. */
function innerOf(schema: ZodType): ZodType | undefined {
  const { innerType } = schema._zod.def as { innerType?: ZodType };
  return innerType;
}
