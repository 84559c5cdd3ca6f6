import { recordOf } from './at-path.ts';
import type { FormField, Shape } from './form-field.ts';
import { spoken } from './form-fields.ts';

export function removed(list: unknown[], index: number): unknown[] {
  return list.toSpliced(index, 1);
}

/** Up is -1, down is 1; past an end nothing moves. */
export function moved(list: unknown[], index: number, by: -1 | 1): unknown[] {
  const to = index + by;
  if (to < 0 || to >= list.length) return list;
  return list.with(index, list[to]).with(to, list[index]);
}

/** A list with one more: what has to be filled in is there and empty, an id is one that no other has. */
export function added(list: unknown[], item: Shape, key: string): unknown[] {
  return [...list, emptyOf(item, key, list)];
}

/** What is there and empty, among the `others` of the list `key`. */
export function emptyOf(shape: Shape, key: string, others: unknown[] = []): unknown {
  switch (shape.kind) {
    case 'group':
      return requiredOf(shape.fields, key, others);
    case 'number':
      return shape.min ?? 0;
    case 'boolean':
      return false;
    case 'choice':
      return shape.options[0];
    case 'variants':
      return {
        [shape.by]: shape.variants[0]?.is,
        ...requiredOf(shape.variants[0]?.fields ?? [], key, others),
      };
    case 'either':
      return shape.constants[0] ?? (shape.kinds[0] && emptyOf(shape.kinds[0].shape, key));
    case 'list':
    case 'texts':
    case 'choices':
      return [];
    case 'record':
    case 'json':
      return {};
    default:
      return '';
  }
}

function requiredOf(fields: FormField[], key: string, others: unknown[]): { [key: string]: unknown } {
  return Object.fromEntries(
    fields.filter(({ required }) => required).map((field) => [field.key, firstOf(field, key, others)]),
  );
}

function firstOf(field: FormField, key: string, others: unknown[]): unknown {
  if (field.key === 'id') return freeId(singular(key), others);
  if (field.key === 'title') return freeTitle(spoken(singular(key)), others);
  return emptyOf(field.shape, field.key);
}

function freeId(name: string, others: unknown[]): string {
  const base = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const taken = new Set(others.map((other) => recordOf(other)['id']));
  for (let number = others.length + 1; ; number++) {
    const id = `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}

function freeTitle(name: string, others: unknown[]): string {
  return `${name} ${others.length + 1}`;
}

/** What one of a list is called: a case of `cases`, an entry of what has no plural. */
export function singular(name: string): string {
  const words = name.charAt(0).toLowerCase() + name.slice(1);
  if (words.endsWith('uses')) return words.slice(0, -2);
  if (words.endsWith('ies')) return `${words.slice(0, -3)}y`;
  return /[^s]s$/.test(words) ? words.slice(0, -1) : 'entry';
}

/** How an item is told from the others while it is folded: its name, and its most telling text. */
export function summaryOf(item: unknown): { name: string; more: string } {
  const { title, name, label, id, language, ...rest } = recordOf(item);
  const named = [title, name, label, id, language].find((text) => typeof text === 'string' && text !== '');
  const more = [rest['when'], ...Object.values(rest)].find((text) => typeof text === 'string' && text !== '');
  return { name: asText(named), more: asText(more) };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll(/\s+/g, ' ').slice(0, 120) : '';
}
