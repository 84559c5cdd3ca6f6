import { functionHelp, methodHelp, type MethodOf } from '@throughline/flow/expression/call-help';
import type { Known } from '@throughline/flow/validate/scope-at';
import { shortValue } from './short-value.ts';
import { expressionAt, inQuoted, type CodeKind } from './tokens.ts';

/** What can be read at a place, and sample values of a run that was there. */
export type CodeScope = {
  known: { [root: string]: Known };
  /** The scope of the last simulated run at this node. */
  sample?: { [root: string]: unknown };
  /** Names that fit the field as a whole, such as queues. */
  names?: string[];
};

export type Completion = {
  label: string;
  kind: 'root' | 'field' | 'node' | 'function' | 'method' | 'word' | 'name';
  /** Beside the label: type, or value where one is known. */
  detail: string;
  help: string;
  /** What is written, if not the label; `|` is where the cursor goes. */
  apply?: string;
};

export type Completions = { from: number; options: Completion[] };

/** What can stand at the cursor: what is in scope there, functions, and the methods of what stands before the dot. */
export function completionsAt(
  source: string,
  at: number,
  kind: CodeKind,
  scope: CodeScope,
): Completions | undefined {
  const expression = expressionAt(source, at, kind);
  if (!expression) return plainNames(source, at, scope);
  const before = expression.source.slice(0, at - expression.from);
  if (inQuoted(expression.source, before.length)) return undefined;
  const path = /([A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)\s*\.\s*(\w*)$/.exec(before);
  if (path && !/[\w)\]]\.$/.test(before.slice(0, path.index)))
    return { from: at - (path[2] ?? '').length, options: fieldsOf((path[1] ?? '').split(/\s*\.\s*/), scope) };
  const method = /[)\]"']\s*\.\s*(\w*)$/.exec(before);
  if (method) return { from: at - (method[1] ?? '').length, options: methodsOf('any') };
  const word = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? '';
  return { from: at - word.length, options: startsOf(scope) };
}

function plainNames(source: string, at: number, { names = [] }: CodeScope): Completions | undefined {
  if (names.length === 0 || source.includes('{{') || at !== source.length) return undefined;
  const options = names.map((label): Completion => ({ label, kind: 'name', detail: '', help: '' }));
  return { from: 0, options };
}

function startsOf({ known, sample }: CodeScope): Completion[] {
  const roots = Object.entries(known).map(([name, one]) => option(name, 'root', one, sample?.[name]));
  const calls = Object.entries(functionHelp).map(([name, { inputs, help }]): Completion => ({
    label: name,
    kind: 'function',
    detail: `(${inputs})`,
    help,
    apply: `${name}(|)`,
  }));
  const has: Completion = {
    label: 'has',
    kind: 'function',
    detail: '(field)',
    help: 'Whether the field is there.',
    apply: 'has(|)',
  };
  const words = ['true', 'false', 'null'].map((label): Completion => ({
    label,
    kind: 'word',
    detail: '',
    help: '',
  }));
  return [...roots, has, ...calls, ...words];
}

function fieldsOf(path: string[], { known, sample }: CodeScope): Completion[] {
  const at = path.reduce<Known | undefined>(
    (one, name) =>
      one === undefined ? undefined : Object.hasOwn(one.fields ?? {}, name) ? one.fields?.[name] : undefined,
    { fields: known },
  );
  const value = path.reduce<unknown>((one, name) => fieldOf(one, name), sample);
  const declared = Object.entries(at?.fields ?? {}).map(([name, one]) =>
    option(name, path.join() === 'nodes' ? 'node' : 'field', one, fieldOf(value, name)),
  );
  // Facts of a customer and the like are only known from a run.
  const seen = isObject(value) ? Object.entries(value) : [];
  const more = seen
    .filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && !Object.hasOwn(at?.fields ?? {}, name))
    .map(([name, one]) => option(name, 'field', { help: 'Seen in the last simulated run.' }, one));
  const of = at?.type
    ? ofType(at.type)
    : value === undefined
      ? at?.fields
        ? undefined
        : 'any'
      : ofValue(value);
  return [...declared, ...more, ...(of ? methodsOf(of) : [])];
}

function option(label: string, kind: Completion['kind'], one: Known, sample: unknown): Completion {
  const value = sample ?? one.value;
  const shown = value === undefined || isObject(value) ? '' : shortValue(value);
  const detail = shown || (kind === 'node' ? (one.help ?? '') : (one.type ?? ''));
  const guard =
    kind === 'node'
      ? 'The flow can get here without it: guard the read with ??.'
      : 'It may be missing: guard the read with ??.';
  return {
    label,
    kind,
    detail,
    help: [kind === 'node' ? '' : one.help, shown && one.type, one.maybe ? guard : '']
      .filter(Boolean)
      .join(' · '),
  };
}

function methodsOf(of: MethodOf): Completion[] {
  return Object.entries(methodHelp).flatMap(([label, method]): Completion[] => {
    if (of !== 'any' && method.of !== of && method.of !== 'any') return [];
    const apply = method.inputs === '' ? `${label}()` : `${label}(|)`;
    return [{ label, kind: 'method', detail: `(${method.inputs})`, help: method.help, apply }];
  });
}

function ofType(type: NonNullable<Known['type']>): MethodOf | undefined {
  return type === 'text' || type === 'list' ? type : undefined;
}

function ofValue(value: unknown): MethodOf | undefined {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
