import { catalogue } from '@throughline/nodes/catalogue';

const reserved = new Set([
  'break',
  'case',
  'catch',
  'class',
  'const',
  'continue',
  'default',
  'delete',
  'do',
  'else',
  'enum',
  'export',
  'extends',
  'finally',
  'for',
  'function',
  'if',
  'import',
  'in',
  'new',
  'package',
  'return',
  'super',
  'switch',
  'this',
  'throw',
  'try',
  'typeof',
  'var',
  'void',
  'while',
  'with',
  'yield',
]);

/** Why a node cannot have this name; undefined when it can. */
export function nodeNameIssue(name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 50) {
    return `"${name}" cannot name a node: use lower-case words with hyphens, at most 50 characters, such as parcel-delay.`;
  }
  if (Object.hasOwn(catalogue, name)) return `"${name}" is the name of a built-in node: choose another.`;
  return undefined;
}

/** `parcel-delay` as the name of a constant. */
export function constantName(name: string): string {
  const camel = name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return reserved.has(camel) ? `${camel}Node` : camel;
}

/** `parcel-delay` as people read it. */
export function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
