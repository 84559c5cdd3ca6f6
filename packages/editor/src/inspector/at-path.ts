import type { Issue } from '@throughline/flow/validate';

export type Path = (string | number)[];

/** An object with one field changed; without a value the field is left out. */
export function withField(object: unknown, key: string, value: unknown): { [key: string]: unknown } {
  const { [key]: _, ...others } = recordOf(object);
  if (value === undefined) return others;
  // A field that was there keeps its place.
  return Object.hasOwn(recordOf(object), key)
    ? { ...recordOf(object), [key]: value }
    : { ...others, [key]: value };
}

export function recordOf(value: unknown): { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { [key: string]: unknown })
    : {};
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isAt(path: Path | undefined, place: Path): boolean {
  return path?.length === place.length && isWithin(path, place);
}

/** Whether a path leads to a place or into it. */
export function isWithin(path: Path | undefined, place: Path): boolean {
  return path !== undefined && place.every((key, index) => path[index] === key);
}

/** What an issue says beside its field, where the names of node and field need not be said again. */
export function besideField({ text, path = [] }: Issue): string {
  const place = path.join('.');
  const rest = text.replace(/^"[^"]*": /, '');
  if (place === '' || !rest.startsWith(place)) return sentence(rest);
  const said = rest.slice(place.length);
  const spot = /^ \((?:line \d+, )?character \d+\)/.exec(said)?.[0] ?? '';
  return sentence(said.slice(spot.length).replace(/^: /, '').trim()) + spot.replace(/^ /, ' ');
}

function sentence(text: string): string {
  // What is a name in an expression stays as it is written there.
  if (!/^[a-z]+[ ,]/.test(text)) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Beside the words and the place of a problem, to mend it there goes without saying. */
export function fixBeside(fix: string): string {
  return fix === 'Correct the field.' || fix === 'Fill in the field.' ? '' : fix;
}
