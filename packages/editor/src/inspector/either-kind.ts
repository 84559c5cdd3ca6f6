import type { EitherKind, Option, Shape } from './form-field.ts';
import { optionTitle, spoken } from './form-fields.ts';
import { emptyOf } from './list-edit.ts';
import { jsonTypeOf } from './union-shape.ts';

/** One of what a value can be. */
export type Choice = { constant: Option } | EitherKind;

/** Whether a value can be this one; nothing written yet can be any kind. */
export function fits(choice: Choice | undefined, value: unknown): boolean {
  if (!choice) return false;
  if ('constant' in choice) return choice.constant === value;
  return value === undefined || typeof value === jsonTypeOf(choice.shape);
}

/** What was written as another kind, as far as it is one of these. */
export function asWritten(choice: Choice, value: unknown): unknown {
  if ('constant' in choice) return choice.constant;
  const { shape } = choice;
  if (shape.kind !== 'number') return typeof value === 'number' ? String(value) : emptyOf(shape, '');
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : emptyOf(shape, '');
}

export function kindTitle({ title, shape }: EitherKind): string {
  if (title !== undefined) return title;
  return shape.kind === 'template' || shape.kind === 'long-text' ? 'Text' : spoken(shape.kind);
}

/** What holds where nothing is chosen. */
export function standardTitle({ constants }: Extract<Shape, { kind: 'either' }>, standard: unknown): string {
  if (standard === undefined) return 'Not set';
  const constant = constants.find((one) => one === standard);
  if (constant !== undefined) return `${optionTitle(constant)} (default)`;
  return `${typeof standard === 'string' ? standard : JSON.stringify(standard)} (default)`;
}
