/**
 * One text for one value, whatever the order of its keys: canonical JSON as in RFC 8785, so that equal values have equal
 * digests. Keys whose value is `undefined` are dropped. Lone surrogates are written as `\udXXX` rather than refused,
 * because customers can send them. Throws `TypeError` with the path for what JSON cannot say: numbers that are not finite,
 * functions, symbols, bigints, class instances, `undefined` in a list, and values that contain themselves.
 */
export function canonical(value: unknown): string {
  return write(value, []);
}

/** Deeper than any value of ours; what contains itself would never end. */
const maxDepth = 200;

function write(value: unknown, path: (string | number)[]): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (Number.isFinite(value)) return JSON.stringify(value);
      throw refusal(`the number ${value}`, path);
    case 'object':
      break;
    default:
      throw refusal(typeof value, path);
  }
  if (value === null) return 'null';
  if (path.length > maxDepth)
    throw new TypeError(`Canonical JSON: deeper than ${maxDepth} levels, or contains itself`);
  if (Array.isArray(value)) return writeList(value, path);
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object may come from another realm (the workflow sandbox): then its prototype is that realm's root.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw refusal('a class instance', path);
  return writeObject(value as Record<string, unknown>, path);
}

function writeList(list: unknown[], path: (string | number)[]): string {
  let text = '[';
  for (let index = 0; index < list.length; index++) {
    path.push(index);
    text += (index === 0 ? '' : ',') + write(list[index], path);
    path.pop();
  }
  return `${text}]`;
}

function writeObject(object: Record<string, unknown>, path: (string | number)[]): string {
  let text = '{';
  // The default order is by UTF-16 code units, which is what RFC 8785 asks for.
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value === undefined) continue;
    path.push(key);
    text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${write(value, path)}`;
    path.pop();
  }
  return `${text}}`;
}

function refusal(what: string, path: (string | number)[]): TypeError {
  const place = path.length === 0 ? 'the value itself' : path.join('.');
  return new TypeError(`Canonical JSON cannot hold ${what} (at ${place})`);
}
