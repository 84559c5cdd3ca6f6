import type { FunctionName, MethodName } from './functions.ts';
import type { Value } from './value.ts';

/** A checked expression: names of functions are known, macros and `??` are resolved. `at` is an offset in the source. */
export type Tree = { at: number } & (
  | { op: 'value'; value: Value }
  | { op: 'name'; name: string }
  | { op: 'field'; of: Tree; field: string }
  | { op: 'index'; of: Tree; index: Tree }
  | { op: 'list'; items: Tree[] }
  | { op: 'object'; fields: [Tree, Tree][] }
  | { op: 'unary'; sign: '!' | '-'; operand: Tree }
  | { op: 'binary'; sign: BinarySign; left: Tree; right: Tree }
  | { op: 'and' | 'or' | 'else'; left: Tree; right: Tree }
  | { op: 'if'; condition: Tree; yes: Tree; no: Tree }
  | { op: 'has'; target: Tree }
  | { op: 'each'; macro: EachMacro; list: Tree; variable: string; body: Tree; filter?: Tree }
  | { op: 'function'; name: FunctionName; inputs: Tree[] }
  | { op: 'method'; name: MethodName; of: Tree; inputs: Tree[] }
);

export type BinarySign = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';

export type EachMacro = 'all' | 'exists' | 'exists_one' | 'map' | 'filter';
