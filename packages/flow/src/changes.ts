import { isRecord } from './is-record.ts';
import type { Json, JsonObject } from './json.ts';

/** How one field of a record differs from before. */
export type Change = { set: Json } | { removed: true } | { within: Changes };
export type Changes = { [field: string]: Change };

/**
 * What is different in `after`, by value: a field that was written anew with what it held is no change. Looks `depth` levels
 * into records; what changed below that, and lists, are told whole.
 */
export function changesOf(before: JsonObject, after: JsonObject, depth = 2): Changes {
  const fields = Object.keys({ ...before, ...after });
  // Made of entries, so that a field may be called `__proto__`.
  return Object.fromEntries(
    fields.flatMap((field) => {
      const change = changeOf(own(before, field), own(after, field), depth);
      return change ? [[field, change]] : [];
    }),
  );
}

function changeOf(before: Json | undefined, after: Json | undefined, depth: number): Change | undefined {
  if (before === after) return undefined;
  if (after === undefined) return { removed: true };
  if (before === undefined) return { set: after };
  if (depth > 1 && isRecord(before) && isRecord(after)) {
    const within = changesOf(before as JsonObject, after as JsonObject, depth - 1);
    return Object.keys(within).length > 0 ? { within } : undefined;
  }
  return equal(before, after) ? undefined : { set: after };
}

/** Asks data for nothing but its own fields: libraries for this call a `valueOf` or `toString` that somebody's JSON may hold. */
function equal(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => equal(value, other[index]));
  if (!isRecord(one) || !isRecord(other)) return false;
  const fields = Object.keys(one);
  return (
    fields.length === Object.keys(other).length &&
    fields.every((field) => Object.hasOwn(other, field) && equal(one[field], other[field]))
  );
}

function own(record: JsonObject, field: string): Json | undefined {
  return Object.hasOwn(record, field) ? record[field] : undefined;
}
