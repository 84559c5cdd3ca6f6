/**
 * One text for one value, whatever the order of its keys: canonical JSON as in RFC 8785, so that equal values have equal
 * digests. Keys whose value is `undefined` are dropped. Lone surrogates are written as `\udXXX` rather than refused,
 * because customers can send them. Throws `TypeError` with the path for what JSON cannot say: numbers that are not finite,
 * functions, symbols, bigints, class instances, `undefined` in a list, and values that contain themselves.
 */
export function canonical(value: unknown): string {
  try {
    return write(value, 0);
  } catch (error) {
    throw error instanceof Refusal ? new TypeError(error.text()) : error;
  }
}

/** Deeper than any value of ours; what contains itself would never end. */
const maxDepth = 200;

/** Collects its path on the way out, so that values without fault do not pay for it: this runs for every event of a case. */
class Refusal extends Error {
  readonly what: string;
  readonly path: (string | number)[] = [];
  constructor(what: string) {
    super(what);
    this.what = what;
  }
  text(): string {
    const place = this.path.length === 0 ? 'the value itself' : this.path.slice(0, 20).join('.');
    return `Canonical JSON cannot hold ${this.what} (at ${place})`;
  }
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'object') {
    if (value === null) return 'null';
    if (depth > maxDepth) throw new Refusal(`more than ${maxDepth} levels, or what contains itself`);
    return Array.isArray(value)
      ? writeList(value, depth)
      : writeObject(value as Record<string, unknown>, depth);
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'number') throw new Refusal(typeof value);
  if (!Number.isFinite(value)) throw new Refusal(`the number ${value}`);
  // Minus zero becomes "0"; the shortest form is the language's own.
  return String(value);
}

function writeList(list: unknown[], depth: number): string {
  let text = '';
  for (let index = 0; index < list.length; index++) {
    text += (index === 0 ? '[' : ',') + writeAt(list[index], index, depth);
  }
  return text === '' ? '[]' : `${text}]`;
}

function writeObject(object: Record<string, unknown>, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  // A plain object may come from another realm (the workflow sandbox): then its prototype is that realm's root.
  if (prototype !== Object.prototype && prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new Refusal('a class instance');
  }
  let text = '';
  // The default order is by UTF-16 code units, which is what RFC 8785 asks for.
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value === undefined) continue;
    text += `${text === '' ? '{' : ','}${quoted(key)}:${writeAt(value, key, depth)}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

function writeAt(value: unknown, key: string | number, depth: number): string {
  try {
    return write(value, depth + 1);
  } catch (error) {
    if (error instanceof Refusal) error.path.unshift(key);
    throw error;
  }
}

// What JSON escapes; anything else stands for itself.
// oxlint-disable-next-line no-control-regex
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

function quoted(text: string): string {
  return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
}
