import type { Widget } from '@throughline/flow/declaration';

/** One field of a form, as the schema of a config tells it. */
export type FormField = {
  key: string;
  title: string;
  help?: string;
  /** It has to be filled in. */
  required: boolean;
  /** What holds when it is left out. */
  standard?: unknown;
  /** It says something only while another field of the same object holds one of these values. */
  when?: When;
  shape: Shape;
};

type When = { [field: string]: Option[] };

export type TextKind = Exclude<Widget, 'list'>;

export type Shape =
  | { kind: TextKind; maxLength?: number; puttingOut?: string }
  | { kind: 'number'; min?: number; max?: number; whole: boolean }
  | { kind: 'boolean' }
  | { kind: 'choice'; options: Option[] }
  /** Several of a closed list. */
  | { kind: 'choices'; options: Option[] }
  /** One text in several languages. */
  | { kind: 'texts'; text: TextKind }
  | { kind: 'list'; item: Shape; most?: number }
  | { kind: 'group'; fields: FormField[] }
  | { kind: 'record'; value: Shape }
  /** Fields of which some are there only while the field `by` holds one of its constants. */
  | { kind: 'variants'; by: string; title: string; help?: string; variants: Variant[] }
  /** A constant, or what is written in one of these kinds. */
  | { kind: 'either'; constants: Option[]; kinds: EitherKind[] }
  /** What has no form of its own is written as JSON. */
  | { kind: 'json' };

export type Option = string | number | boolean;

/** What an object holds besides `by` while that is `is`. */
export type Variant = { is: Option; title?: string; help?: string; fields: FormField[] };

export type EitherKind = { title?: string; help?: string; shape: Shape };

/** What is said of a field by what it is wrapped in, from the outside in. */
export type Unwrapped = { shape: Shape; meta: Meta; required: boolean; standard?: unknown };
export type Meta = {
  title?: string;
  description?: string;
  widget?: Widget;
  when?: When;
  puttingOut?: string;
};
