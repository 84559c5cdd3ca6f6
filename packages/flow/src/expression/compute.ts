import { InputError } from './functions.ts';
import type { BinarySign } from './tree.ts';
import { Duration, Timestamp, isObject, kindOf } from './value.ts';
import type { Value } from './value.ts';

/** Two values and a sign. `spend` is told the entries looked at. Throws `InputError`. */
export function compute(sign: BinarySign, left: Value, right: Value, spend: (count: number) => void): Value {
  switch (sign) {
    case '==':
      return equal(left, right, spend);
    case '!=':
      return !equal(left, right, spend);
    case 'in':
      return contained(left, right, spend);
    case '<':
      return compare(sign, left, right) < 0;
    case '<=':
      return compare(sign, left, right) <= 0;
    case '>':
      return compare(sign, left, right) > 0;
    case '>=':
      return compare(sign, left, right) >= 0;
    case '+':
      return add(left, right, spend);
    case '-':
      return subtract(left, right);
    default:
      return multiply(sign, left, right);
  }
}

/** By value, deep; values of different kinds differ. */
function equal(left: Value, right: Value, spend: (count: number) => void): boolean {
  spend(1);
  if (left === right) return true;
  if (left instanceof Timestamp) return right instanceof Timestamp && left.ms === right.ms;
  if (left instanceof Duration) return right instanceof Duration && left.ms === right.ms;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equal(item, right[index] ?? null, spend))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equal(left[key] ?? null, right[key] ?? null, spend))
  );
}

function contained(item: Value, whole: Value, spend: (count: number) => void): boolean {
  if (Array.isArray(whole)) return whole.some((other) => equal(item, other, spend));
  if (isObject(whole)) return typeof item === 'string' && Object.hasOwn(whole, item);
  if (typeof whole === 'string')
    throw new InputError('in looks into lists and objects; for a text write text.contains("…")');
  throw new InputError(`in needs a list or an object, got ${kindOf(whole)}`);
}

function compare(sign: BinarySign, left: Value, right: Value): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  // By UTF-16 code units: no locale.
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  if (left instanceof Timestamp && right instanceof Timestamp) return left.ms - right.ms;
  if (left instanceof Duration && right instanceof Duration) return left.ms - right.ms;
  throw mismatch(sign, left, right);
}

function add(left: Value, right: Value, spend: (count: number) => void): Value {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (Array.isArray(left) && Array.isArray(right)) {
    spend(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Timestamp && right instanceof Duration) return new Timestamp(left.ms + right.ms);
  if (left instanceof Duration && right instanceof Timestamp) return new Timestamp(left.ms + right.ms);
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.ms + right.ms);
  throw mismatch('+', left, right);
}

function subtract(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (left instanceof Timestamp && right instanceof Timestamp) return new Duration(left.ms - right.ms);
  if (left instanceof Timestamp && right instanceof Duration) return new Timestamp(left.ms - right.ms);
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.ms - right.ms);
  throw mismatch('-', left, right);
}

function multiply(sign: '*' | '/' | '%', left: Value, right: Value): number {
  if (typeof left !== 'number' || typeof right !== 'number') throw mismatch(sign, left, right);
  if (sign === '*') return left * right;
  if (right === 0) throw new InputError('A number cannot be divided by zero');
  return sign === '/' ? left / right : left % right;
}

function mismatch(sign: BinarySign, left: Value, right: Value): InputError {
  const text = typeof left === 'string' || typeof right === 'string';
  const hint = sign === '+' && text ? '; make a text of the other with string(…)' : '';
  return new InputError(`${sign} does not work on a ${kindOf(left)} and a ${kindOf(right)}${hint}`);
}
