import { Environment, ParseError } from '@marcbachmann/cel-js';
import type { ASTNode } from '@marcbachmann/cel-js';
import { replaceCoalesce } from './coalesce.ts';
import { ExpressionError, placeAt } from './expression-error.ts';
import type { ExpressionErrorCode } from './expression-error.ts';
import { functions, methods } from './functions.ts';
import type { FunctionName, MethodName } from './functions.ts';
import { limits } from './limits.ts';
import { PatternError, parsePattern } from './pattern-parse.ts';
import type { EachMacro, Tree } from './tree.ts';

/** Reads CEL and checks what can be known without values. Throws `ExpressionError`. */
export function parse(source: string): Tree {
  if (source.length > limits.source) {
    throw new ExpressionError(
      'expression.too-large',
      `The expression has ${source.length} characters; at most ${limits.source} are allowed.`,
      source.slice(0, 100),
    );
  }
  if (source.trim() === '')
    throw new ExpressionError('expression.syntax', 'The expression is empty.', source, {
      line: 1,
      column: 1,
    });
  const replaced = replaceCoalesce(source);
  try {
    return build(environment.parse(replaced.source).ast);
  } catch (error) {
    if (error instanceof ParseError) throw syntaxError(error, source);
    throw error;
  }

  function build(node: ASTNode): Tree {
    const at = node.start;
    switch (node.op) {
      case 'value':
        return { at, op: 'value', value: literal(node.args, at) };
      case 'id':
        return { at, op: 'name', name: node.args };
      case '.':
        return { at: node.pos, op: 'field', of: build(node.args[0]), field: node.args[1] };
      case '[]':
        return { at, op: 'index', of: build(node.args[0]), index: build(node.args[1]) };
      case 'list':
        return { at, op: 'list', items: node.args.map(build) };
      case 'map':
        return { at, op: 'object', fields: node.args.map(([key, value]) => [build(key), build(value)]) };
      case '?:':
        return {
          at,
          op: 'if',
          condition: build(node.args[0]),
          yes: build(node.args[1]),
          no: build(node.args[2]),
        };
      case '!_':
      case '-_':
        return { at, op: 'unary', sign: node.op === '!_' ? '!' : '-', operand: build(node.args) };
      case '||':
        if (isCoalesce(node.args)) return coalesce(build(node.args[0]), build(node.args[1]), at);
        return { at, op: 'or', left: build(node.args[0]), right: build(node.args[1]) };
      case '&&':
        return { at, op: 'and', left: build(node.args[0]), right: build(node.args[1]) };
      case 'call':
        return callOf(node.args[0], node.args[1], at);
      case 'rcall':
        return methodOf(node.args[0], node.args[1], node.args[2], at);
      case '.?':
      case '[?]':
        throw refusal(
          'expression.syntax',
          'Optional access is written with "??" here, as in customer.name ?? "there".',
          at,
        );
      default:
        return { at, op: 'binary', sign: node.op, left: build(node.args[0]), right: build(node.args[1]) };
    }
  }

  /** Between the two operands there is exactly one operator, beside brackets and blanks. */
  function isCoalesce([left, right]: [ASTNode, ASTNode]): boolean {
    return replaced.offsets.some((offset) => offset >= left.end && offset < right.start);
  }

  /** `??` binds loosest, so `a + b ?? c` would guard the sum, which is never missing: surely not what was meant. */
  function coalesce(left: Tree, right: Tree, at: number): Tree {
    if (['name', 'field', 'index', 'method', 'function', 'if', 'else'].includes(left.op))
      return { at, op: 'else', left, right };
    throw refusal(
      'expression.syntax',
      'What stands before "??" is never missing. Put brackets around the part that may be, as in a + (b ?? c).',
      at,
    );
  }

  function literal(value: unknown, at: number): null | boolean | number | string {
    if (typeof value === 'bigint') {
      if (Number.isSafeInteger(Number(value))) return Number(value);
      throw refusal('expression.syntax', `The number ${value} is too large to be exact.`, at);
    }
    if (
      value === null ||
      typeof value === 'boolean' ||
      typeof value === 'number' ||
      typeof value === 'string'
    )
      return value;
    throw refusal(
      'expression.syntax',
      'Bytes and unsigned numbers are not used in flows; write a text or a number.',
      at,
    );
  }

  function callOf(name: string, inputs: ASTNode[], at: number): Tree {
    if (name === 'has') {
      const target = inputs[0];
      if (inputs.length === 1 && target?.op === '.') return { at, op: 'has', target: build(target) };
      throw refusal('expression.syntax', 'has() takes one field, as in has(customer.name).', at);
    }
    if (!Object.hasOwn(functions, name)) {
      const hint = Object.hasOwn(methods, name)
        ? `; write it after a dot, as in message.text.${name}(…)`
        : suggestion(name, Object.keys(functions));
      throw refusal('expression.unknown-name', `There is no function ${name}()${hint}.`, at);
    }
    const known = name as FunctionName;
    checkCount(name, inputs.length, functions[known], at);
    return { at, op: 'function', name: known, inputs: inputs.map(build) };
  }

  function methodOf(name: string, receiver: ASTNode, inputs: ASTNode[], at: number): Tree {
    if (isEachMacro(name)) return eachOf(name, receiver, inputs, at);
    if (!Object.hasOwn(methods, name)) {
      const hint = Object.hasOwn(functions, name)
        ? `; write it as ${name}(…)`
        : suggestion(name, Object.keys(methods));
      throw refusal('expression.unknown-name', `There is no function .${name}()${hint}.`, at);
    }
    const known = name as MethodName;
    checkCount(`.${name}`, inputs.length, methods[known], at);
    const pattern = inputs[0];
    if (known === 'matches' && pattern?.op === 'value' && typeof pattern.args === 'string')
      checkPattern(pattern.args, pattern.start);
    return { at, op: 'method', name: known, of: build(receiver), inputs: inputs.map(build) };
  }

  function eachOf(macro: EachMacro, receiver: ASTNode, inputs: ASTNode[], at: number): Tree {
    const [variable, second, third] = inputs;
    if (variable?.op !== 'id' || !second || inputs.length > (macro === 'map' ? 3 : 2)) {
      throw refusal(
        'expression.syntax',
        `.${macro}() takes a name and an expression, as in case.tags.${macro}(tag, tag == "vip").`,
        at,
      );
    }
    const each = { at, op: 'each' as const, macro, list: build(receiver), variable: variable.args };
    return third ? { ...each, filter: build(second), body: build(third) } : { ...each, body: build(second) };
  }

  function checkCount(
    name: string,
    count: number,
    { least, most }: { least: number; most: number },
    at: number,
  ): void {
    if (count >= least && count <= most) return;
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw refusal(
      'expression.type',
      `${name}() takes ${wanted} value${wanted === '1' ? '' : 's'} in its brackets, not ${count}.`,
      at,
    );
  }

  function checkPattern(pattern: string, at: number): void {
    try {
      parsePattern(pattern.replace(/^\(\?i\)/, ''), false);
    } catch (error) {
      if (error instanceof PatternError)
        throw refusal('expression.syntax', `In .matches(): ${error.message}.`, at);
      throw error;
    }
  }

  function refusal(code: ExpressionErrorCode, text: string, at: number): ExpressionError {
    return new ExpressionError(code, text, source, placeAt(source, at));
  }
}

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: {
    maxAstNodes: limits.nodes,
    maxDepth: limits.depth,
    maxListElements: limits.entries,
    maxMapEntries: limits.entries,
    maxCallArguments: limits.arguments,
  },
});

function isEachMacro(name: string): name is EachMacro {
  return name === 'all' || name === 'exists' || name === 'exists_one' || name === 'map' || name === 'filter';
}

function suggestion(name: string, known: string[]): string {
  const near = known.find((other) => other.toLowerCase() === name.toLowerCase().replaceAll('_', ''));
  return near ? `; did you mean ${near}()?` : `; there are ${known.join(', ')}`;
}

function syntaxError(error: ParseError, source: string): ExpressionError {
  const place = placeAt(source, Math.min(error.range?.start ?? 0, source.length));
  if (error.code === 'limit_exceeded') {
    return new ExpressionError(
      'expression.too-large',
      `The expression is too large or nested too deeply (${error.summary}).`,
      source,
      place,
    );
  }
  return new ExpressionError('expression.syntax', `${plain(error)}.`, source, place);
}

/** The parser's token names in an author's words. */
function plain(error: ParseError): string {
  const text = error.summary
    .replace(/\bEOF\b/g, 'the end')
    .replace(/\b[A-Z]{2,}\b/g, (token) => tokens[token] ?? token.toLowerCase());
  if (text === 'Unexpected character: =') return 'Unexpected "="; two values are compared with "=="';
  return text;
}

const tokens: Record<string, string> = {
  LPAREN: '"("',
  RPAREN: '")"',
  LBRACKET: '"["',
  RBRACKET: '"]"',
  LBRACE: '"{"',
  RBRACE: '"}"',
  COLON: '":"',
  COMMA: '","',
  DOT: '"."',
  QUESTION: '"?"',
  IDENTIFIER: 'a name',
};
