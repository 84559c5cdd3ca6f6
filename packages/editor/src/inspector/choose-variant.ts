import { recordOf } from './at-path.ts';
import type { FormField, Option, Shape, Variant } from './form-field.ts';
import { spoken } from './form-fields.ts';

type Variants = Extract<Shape, { kind: 'variants' }>;
type Fields = { [key: string]: unknown };

/** What was written in variants that are not chosen now, by their constants. */
export type Aside = ReadonlyMap<Option, Fields>;

export function variantOf({ by, variants }: Variants, value: unknown): Variant | undefined {
  const held = recordOf(value)[by];
  return variants.find(({ is }) => is === held);
}

/**
 * The value in another variant, or in none: fields that both have stay as they are, others are as they were when that variant was
 * chosen last. What is put aside for that is told by its titles.
 */
export function chooseVariant(
  shape: Variants,
  { value, aside, to }: { value: unknown; aside: Aside; to: Variant | undefined },
): { value: Fields | undefined; aside: Aside; left: string[] } {
  const from = variantOf(shape, value);
  const { [shape.by]: _, ...written } = recordOf(value);
  const before = to && aside.get(to.is);
  const fields = (to?.fields ?? []).flatMap((field): [string, unknown][] => {
    const stays = !from || from.fields.some((other) => isSame(field, other));
    const source = stays && Object.hasOwn(written, field.key) ? written : before;
    return source && Object.hasOwn(source, field.key) ? [[field.key, source[field.key]]] : [];
  });
  const kept = new Map(fields);
  const left = Object.keys(written).filter((key) => kept.get(key) !== written[key]);
  return {
    value: to && { [shape.by]: to.is, ...Object.fromEntries(fields) },
    aside: from ? new Map([...aside, [from.is, written]]) : aside,
    left: left.map((key) => from?.fields.find((field) => field.key === key)?.title ?? spoken(key)),
  };
}

function isSame(one: FormField, other: FormField): boolean {
  return one.key === other.key && one.shape.kind === other.shape.kind;
}
