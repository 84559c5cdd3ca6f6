import type { Json } from '../json.ts';

/** What an expression computes with: JSON, and CEL's two kinds of time. Numbers are JSON's numbers, never BigInt. */
export type Value =
  null | boolean | number | string | Timestamp | Duration | Value[] | { [key: string]: Value };

export class Timestamp {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

export class Duration {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** Whether a time lies in the years 1 to 9999, as CEL has it. */
export function isTime(ms: number): boolean {
  return ms >= -62_135_596_800_000 && ms <= 253_402_300_799_999;
}

/** A value in the words of an author. */
export function kindOf(
  value: Value,
): 'null' | 'boolean' | 'number' | 'text' | 'timestamp' | 'duration' | 'list' | 'object' {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'text';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Duration) return 'duration';
  return Array.isArray(value) ? 'list' : 'object';
}

export type ObjectValue = { [key: string]: Value };

export function isObject(value: Value): value is ObjectValue {
  return kindOf(value) === 'object';
}

/** Times become texts as in the JSON form of protocol buffers: `2026-11-21T10:00:00Z`, `90s`. */
export function toJson(value: Value): Json {
  if (value instanceof Timestamp) return isoText(value);
  if (value instanceof Duration) return `${value.ms / 1000}s`;
  // JSON has one zero, and a case goes on from what was written down.
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(toJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, toJson(field)]),
  );
}

export function isoText(timestamp: Timestamp): string {
  return new Date(timestamp.ms).toISOString().replace('.000Z', 'Z');
}

/** How many characters, entries and fields a value holds, counted no further than `most`. */
export function sizeOf(value: Value, most: number): number {
  if (typeof value === 'string') return value.length;
  if (!Array.isArray(value) && !isObject(value)) return 1;
  let size = 1;
  for (const child of Array.isArray(value) ? value : Object.values(value)) {
    size += sizeOf(child, most - size);
    if (size > most) break;
  }
  return size;
}
