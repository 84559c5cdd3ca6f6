import { Duration, Timestamp, isoText, toJson } from './value.ts';
import type { Value } from './value.ts';

/**
 * The plain form of a value in a text: a number as `12.5`, `true` or `false`, a timestamp as `2026-11-21T10:00:00Z`, a
 * duration as `90s`, a list as its entries joined with ", ", an object as JSON, null as nothing. No locale, no HTML.
 */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (value instanceof Timestamp) return isoText(value);
  if (value instanceof Duration) return `${value.ms / 1000}s`;
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (typeof value === 'object') return JSON.stringify(toJson(value));
  return String(value);
}
