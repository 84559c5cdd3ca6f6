import { endOfQuoted } from '@throughline/flow/expression/coalesce';
import { holesIn } from '@throughline/flow/template';

export type CodeKind = 'expression' | 'template';

export type Token = {
  from: number;
  to: number;
  kind: 'text' | 'number' | 'word' | 'name' | 'call' | 'brace';
};

const words = new Set(['true', 'false', 'null', 'in', 'has']);

/** The pieces of an expression, or of the expressions in a template, that are shown in a colour of their own. */
export function tokensOf(source: string, kind: CodeKind): Token[] {
  if (kind === 'expression') return expressionTokens(source, 0);
  return holesIn(source).flatMap(({ from, to, closed }) => [
    { from: from - 2, to: from, kind: 'brace' },
    ...expressionTokens(source.slice(from, to), from),
    ...(closed ? [{ from: to, to: to + 2, kind: 'brace' as const }] : []),
  ]);
}

function expressionTokens(source: string, offset: number): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const token = tokenAt(source, at);
    if (token && token.kind !== 'blank')
      found.push({ from: offset + at, to: offset + token.to, kind: token.kind });
    at = token?.to ?? at + 1;
  }
  return found;
}

function tokenAt(source: string, at: number): { to: number; kind: Token['kind'] | 'blank' } | undefined {
  const quoted = endOfQuoted(source, at);
  if (quoted > at) return { to: quoted, kind: 'text' };
  const rest = source.slice(at, at + 200);
  const number = /^\d+(\.\d+)?/.exec(rest);
  if (number) return { to: at + number[0].length, kind: 'number' };
  const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest);
  if (!name) return undefined;
  const to = at + name[0].length;
  if (words.has(name[0])) return { to, kind: 'word' };
  if (source[to] === '(') return { to, kind: 'call' };
  // A field belongs to what stands before its dot.
  return { to, kind: /[\w\])]\s*\.$/.test(source.slice(0, at)) ? 'blank' : 'name' };
}

/** The expression in which the cursor stands, and where it starts; in a template only between its braces. */
export function expressionAt(
  source: string,
  at: number,
  kind: CodeKind,
): { source: string; from: number } | undefined {
  if (kind === 'expression') return { source, from: 0 };
  const hole = holesIn(source).find(({ from, to }) => at >= from && at <= to);
  return hole && { source: source.slice(hole.from, hole.to), from: hole.from };
}

/** Whether the cursor stands in a text literal or a comment. */
export function inQuoted(source: string, at: number): boolean {
  for (let place = 0; place < at;) {
    const end = endOfQuoted(source, place);
    if (end > place && at < end) return true;
    // A literal that is still open goes on to the end.
    if (end > place && at === end && !isClosed(source.slice(place, end))) return true;
    place = Math.max(end, place + 1);
  }
  return false;
}

function isClosed(literal: string): boolean {
  if (literal.startsWith('//')) return false;
  const quote = literal.replace(/^[rR]/, '')[0] ?? '';
  return literal.length > 1 && literal.endsWith(quote);
}
