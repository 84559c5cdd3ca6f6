import type { JsonObject } from '../json.ts';
import { compute } from './compute.ts';
import { ExpressionError, placeAt } from './expression-error.ts';
import type { ExpressionErrorCode } from './expression-error.ts';
import { InputError, LimitError, functions, methods } from './functions.ts';
import { limits } from './limits.ts';
import { patternSize } from './pattern.ts';
import type { Tree } from './tree.ts';
import { Duration, Timestamp, isObject, isTime, kindOf, sizeOf } from './value.ts';
import type { Value } from './value.ts';

type Locals = { [name: string]: Value } | undefined;
type Step<Op extends Tree['op']> = Extract<Tree, { op: Op }>;

/**
 * Evaluates a checked expression: left to right, no side effects, a bounded number of steps. Numbers are JSON's numbers, so
 * `7 / 2` is 3.5; equality of different kinds is false. Throws `ExpressionError`.
 */
export function run(tree: Tree, scope: JsonObject, source: string): Value {
  let steps = 0;
  return bounded(evaluate(tree, undefined), tree);

  function evaluate(node: Tree, locals: Locals): Value {
    spend(1, node);
    switch (node.op) {
      case 'value':
        return node.value;
      case 'name':
        return nameOf(node, locals);
      case 'field':
        return fieldOf(evaluate(node.of, locals), node.field, node);
      case 'index':
        return indexOf(evaluate(node.of, locals), evaluate(node.index, locals), node);
      case 'list':
        return bounded(
          node.items.map((item) => evaluate(item, locals)),
          node,
        );
      case 'object':
        return objectOf(node, locals);
      case 'unary':
        return unary(node, evaluate(node.operand, locals));
      case 'binary': {
        const [left, right] = [evaluate(node.left, locals), evaluate(node.right, locals)];
        return bounded(
          attempt(node, () => compute(node.sign, left, right, (count) => spend(count, node))),
          node,
        );
      }
      case 'and':
        return condition(node.left, locals, '&&') && condition(node.right, locals, '&&');
      case 'or':
        return condition(node.left, locals, '||') || condition(node.right, locals, '||');
      case 'else':
        return reach(node.left, locals) ?? evaluate(node.right, locals);
      case 'if':
        return evaluate(condition(node.condition, locals, '?:') ? node.yes : node.no, locals);
      case 'has':
        return reach(node.target, locals) !== undefined;
      case 'each':
        return each(node, locals);
      case 'function': {
        const inputs = node.inputs.map((input) => evaluate(input, locals));
        return call(node, `${node.name}()`, functions[node.name].run, inputs);
      }
      case 'method':
        return callMethod(node, evaluate(node.of, locals), locals);
    }
  }

  function nameOf(node: Step<'name'>, locals: Locals): Value {
    if (locals && Object.hasOwn(locals, node.name)) return locals[node.name] ?? null;
    const value = Object.hasOwn(scope, node.name) ? scope[node.name] : undefined;
    if (node.name === 'now' && typeof value === 'number') return bounded(new Timestamp(value), node);
    if (value !== undefined) return value;
    throw failure(
      'expression.unknown-name',
      `There is no "${node.name}"; there are ${Object.keys(scope).join(', ') || 'no names'}.`,
      node,
    );
  }

  function fieldOf(value: Value, field: string, node: Step<'field'>): Value {
    const found = own(value, field);
    if (found !== undefined) return found;
    const path = pathOf(node);
    if (value === null)
      throw failure(
        'expression.unknown-name',
        `${path} cannot be read: ${pathOf(node.of)} is null. Write ${path} ?? "…" if it may be missing.`,
        node,
      );
    if (!isObject(value))
      throw failure(
        'expression.type',
        `${path} cannot be read: ${pathOf(node.of)} is a ${kindOf(value)}, which has no fields.`,
        node,
      );
    throw failure(
      'expression.unknown-name',
      `${path} is not there. Write ${path} ?? "…" if it may be missing.`,
      node,
    );
  }

  function indexOf(value: Value, index: Value, node: Step<'index'>): Value {
    const found = entryAt(value, index);
    if (found !== undefined) return found;
    if (Array.isArray(value) && typeof index === 'number')
      throw failure(
        'expression.unknown-name',
        `The list has no entry ${index}: it has ${value.length}, counted from 0.`,
        node,
      );
    if (isObject(value) && typeof index === 'string')
      throw failure('expression.unknown-name', `There is no "${index}" in ${pathOf(node.of)}.`, node);
    throw failure(
      'expression.type',
      `[] takes a number for a list or a text for an object, not a ${kindOf(index)} for a ${kindOf(value)}.`,
      node,
    );
  }

  /** Follows a path that may be missing: undefined at the first step that is not there, or that is null. */
  function reach(node: Tree, locals: Locals): Value | undefined {
    if (node.op === 'field' || node.op === 'index') {
      spend(1, node);
      const value = reach(node.of, locals);
      if (value === undefined || value === null) return undefined;
      return node.op === 'field' ? own(value, node.field) : entryAt(value, evaluate(node.index, locals));
    }
    if (node.op === 'else') return reach(node.left, locals) ?? reach(node.right, locals);
    if (node.op === 'if') return reach(condition(node.condition, locals, '?:') ? node.yes : node.no, locals);
    if (node.op === 'method') {
      const value = reach(node.of, locals);
      return value === undefined || value === null ? undefined : callMethod(node, value, locals);
    }
    return evaluate(node, locals) ?? undefined;
  }

  function callMethod(node: Step<'method'>, value: Value, locals: Locals): Value {
    const inputs = [value, ...node.inputs.map((input) => evaluate(input, locals))];
    if (node.name === 'matches') spend(patternWork(inputs), node);
    return call(node, `.${node.name}()`, methods[node.name].run, inputs);
  }

  function call(node: Tree, name: string, action: (...inputs: Value[]) => Value, inputs: Value[]): Value {
    for (const input of inputs) spend(workOf(typeof input === 'object' ? 0 : String(input).length), node);
    return bounded(
      attempt(node, () => action(...inputs), name),
      node,
    );
  }

  function objectOf(node: Step<'object'>, locals: Locals): Value {
    const entries = node.fields.map(([key, value]): [string, Value] => {
      const name = evaluate(key, locals);
      if (typeof name === 'string') return [name, evaluate(value, locals)];
      throw failure('expression.type', `The key of an object is a text, not a ${kindOf(name)}.`, key);
    });
    return bounded(Object.fromEntries(entries), node);
  }

  function unary(node: Step<'unary'>, value: Value): Value {
    if (node.sign === '!' && typeof value === 'boolean') return !value;
    if (node.sign === '-' && typeof value === 'number') return -value;
    if (node.sign === '-' && value instanceof Duration) return new Duration(-value.ms);
    throw failure(
      'expression.type',
      `${node.sign} needs a ${node.sign === '!' ? 'boolean' : 'number'}, got ${kindOf(value)}.`,
      node,
    );
  }

  function condition(node: Tree, locals: Locals, sign: string): boolean {
    const value = evaluate(node, locals);
    if (typeof value === 'boolean') return value;
    throw failure('expression.type', `${sign} needs true or false, got ${kindOf(value)}.`, node);
  }

  function each(node: Step<'each'>, locals: Locals): Value {
    const whole = evaluate(node.list, locals);
    if (!Array.isArray(whole) && !isObject(whole))
      throw failure(
        'expression.type',
        `.${node.macro}() needs a list or an object, got ${kindOf(whole)}.`,
        node,
      );
    // As in CEL, an object is gone through by its keys.
    const items = Array.isArray(whole) ? whole : Object.keys(whole);
    const inside = (item: Value): Locals => ({ ...locals, [node.variable]: item });
    const holds = (item: Value): boolean => condition(node.body, inside(item), `.${node.macro}()`);
    switch (node.macro) {
      case 'all':
        return items.every(holds);
      case 'exists':
        return items.some(holds);
      case 'exists_one':
        return items.filter(holds).length === 1;
      case 'filter':
        return items.filter(holds);
      case 'map': {
        const { filter } = node;
        const kept = filter ? items.filter((item) => condition(filter, inside(item), '.map()')) : items;
        return bounded(
          kept.map((item) => evaluate(node.body, inside(item))),
          node,
        );
      }
    }
  }

  function spend(count: number, node: Tree): void {
    steps += count;
    if (steps > limits.steps)
      throw failure('expression.limit', `The expression takes more than ${limits.steps} steps.`, node);
  }

  function bounded(value: Value, node: Tree): Value {
    if (value instanceof Timestamp && !isTime(value.ms))
      throw failure('expression.type', 'The time lies outside the years 1 to 9999.', node);
    if (value instanceof Duration && !Number.isFinite(value.ms))
      throw failure('expression.type', 'The duration is too long.', node);
    if (typeof value === 'number' && !Number.isFinite(value))
      throw failure('expression.type', 'The result is not a finite number (a division by zero?).', node);
    const size = sizeOf(value, limits.result);
    spend(workOf(size), node);
    if (size <= limits.result) return value;
    throw failure(
      'expression.limit',
      `The result is larger than ${limits.result} characters and entries.`,
      node,
    );
  }

  function attempt(node: Tree, action: () => Value, name = ''): Value {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof InputError || error instanceof LimitError)) throw error;
      throw failure(
        error instanceof LimitError ? 'expression.limit' : 'expression.type',
        `${name} ${error.message}.`.trim(),
        node,
      );
    }
  }

  function failure(code: ExpressionErrorCode, text: string, node: Tree): ExpressionError {
    return new ExpressionError(code, text, source, placeAt(source, node.at));
  }
}

/** Looking through so many characters or entries counts as a step. */
function workOf(size: number): number {
  return Math.floor(size / 200);
}

function patternWork([text, pattern]: Value[]): number {
  return typeof text === 'string' && typeof pattern === 'string'
    ? workOf(text.length * patternSize(pattern))
    : 0;
}

/** Own fields only: nothing inherited from JavaScript can be reached. */
function own(value: Value, field: string): Value | undefined {
  return isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;
}

function entryAt(value: Value, index: Value): Value | undefined {
  if (Array.isArray(value) && typeof index === 'number') return index >= 0 ? value[index] : undefined;
  return typeof index === 'string' ? own(value, index) : undefined;
}

function pathOf(node: Tree): string {
  if (node.op === 'name') return node.name;
  if (node.op === 'field') return `${pathOf(node.of)}.${node.field}`;
  if (node.op === 'index') return `${pathOf(node.of)}[…]`;
  return '(…)';
}
