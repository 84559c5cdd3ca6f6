import { endOfQuoted } from './expression/coalesce.ts';
import { ExpressionError, placeAt } from './expression/expression-error.ts';
import type { Place } from './expression/expression-error.ts';
import { textOf } from './expression/text-of.ts';
import { evaluateValue, parseExpression } from './expression.ts';
import type { JsonObject } from './json.ts';

/** Characters of a template, of what it renders, and the number of `{{ }}` in it. */
const limits = { source: 20_000, result: 100_000, expressions: 100 };

/**
 * Fills a text: `Hello {{ customer.name ?? "there" }}`. The language is that of `evaluate`, and as strict: null is an error,
 * too. Values appear in their plain form (see `textOf`), never escaped for HTML: whoever shows the text does that. A literal
 * `{{` is written `\{{`. Throws `ExpressionError` with the place in the template.
 */
export function render(template: string, scope: JsonObject): string {
  return renderParts(template, scope)
    .map(({ text }) => text)
    .join('');
}

/** As `render`, piece by piece: `expression` is the source of a piece that was filled in. */
export function renderParts(template: string, scope: JsonObject): { text: string; expression?: string }[] {
  let length = 0;
  return partsOf(template).map((part) => {
    const text = typeof part === 'string' ? part : textOfPart(part, template, scope);
    length += text.length;
    if (length > limits.result)
      throw new ExpressionError(
        'expression.limit',
        `The text is longer than ${limits.result} characters.`,
        '',
      );
    return typeof part === 'string' ? { text } : { text, expression: part.expression.trim() };
  });
}

/** Where the source of an expression stands in a template; not `closed` where its "}}" is missing. */
export type Hole = { from: number; to: number; closed: boolean };

/** The places that a template fills in, also of one that is still being written. Never throws. */
export function holesIn(template: string): Hole[] {
  const holes: Hole[] = [];
  let at = 0;
  while (at < template.length) {
    if (template.startsWith('\\{{', at)) at += 3;
    else if (template.startsWith('{{', at)) {
      const end = endOfExpression(template, at + 2);
      holes.push({ from: at + 2, to: end ?? template.length, closed: end !== undefined });
      at = end === undefined ? template.length : end + 2;
    } else at++;
  }
  return holes;
}

export type ParsedTemplate =
  | {
      ok: true;
      names: string[][];
      reads: { path: string[]; place: Place; optional: boolean; expression: string }[];
    }
  | { ok: false; error: ExpressionError };

/** Checks a template without filling it, as `parseExpression` does; places are places in the template. Never throws. */
export function parseTemplate(template: string): ParsedTemplate {
  try {
    const reads = partsOf(template).flatMap((part) => {
      if (typeof part === 'string') return [];
      const parsed = parseExpression(part.expression);
      if (!parsed.ok) throw inTemplate(parsed.error, part, template);
      return parsed.reads.map((read) => ({
        ...read,
        place: moved(read.place, part, template),
        expression: part.expression,
      }));
    });
    return { ok: true, names: reads.map((read) => read.path), reads };
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, error };
    throw error;
  }
}

/** A piece of text as it is, or an expression and the offset where it starts. */
type Part = string | ExpressionPart;
type ExpressionPart = { expression: string; at: number };

const maxCached = 2_000;
const cache = new Map<string, Part[]>();

function partsOf(template: string): Part[] {
  const known = cache.get(template);
  if (known) return known;
  const parts = split(template);
  if (cache.size >= maxCached) cache.clear();
  cache.set(template, parts);
  return parts;
}

function split(template: string): Part[] {
  if (template.length > limits.source) {
    throw new ExpressionError(
      'expression.too-large',
      `The text has ${template.length} characters; at most ${limits.source} are allowed.`,
      '',
    );
  }
  const parts: Part[] = [];
  let at = 0;
  for (const { from, to, closed } of holesIn(template)) {
    if (!closed) throw notClosed(template, from);
    parts.push(plain(template.slice(at, from - 2)), { expression: template.slice(from, to), at: from });
    at = to + 2;
  }
  if (parts.length > limits.expressions * 2) {
    throw new ExpressionError(
      'expression.too-large',
      `The text has more than ${limits.expressions} places to fill.`,
      '',
    );
  }
  return [...parts, plain(template.slice(at))].filter((part) => part !== '');
}

function plain(text: string): string {
  return text.replaceAll('\\{{', '{{');
}

/** The `}}` that closes, past those in texts and in objects of the expression. */
function endOfExpression(template: string, start: number): number | undefined {
  let open = 0;
  for (let at = start; at < template.length; at++) {
    const end = endOfQuoted(template, at);
    if (end > at) at = end - 1;
    else if (template[at] === '{') open++;
    else if (template[at] === '}' && open > 0) open--;
    else if (template.startsWith('}}', at)) return at;
  }
  return undefined;
}

function notClosed(template: string, start: number): ExpressionError {
  return new ExpressionError(
    'expression.syntax',
    'The "{{" has no "}}". A "{{" meant as text is written "\\{{".',
    template.slice(start, start + 100),
    placeAt(template, start - 2),
  );
}

function textOfPart(part: ExpressionPart, template: string, scope: JsonObject): string {
  try {
    const value = evaluateValue(part.expression, scope);
    if (value !== null) return textOf(value);
  } catch (error) {
    if (error instanceof ExpressionError) throw inTemplate(error, part, template);
    throw error;
  }
  const source = part.expression.trim();
  throw new ExpressionError(
    'expression.type',
    `${source} is null. Write ${source} ?? "…" if it may be missing.`,
    source,
    placeAt(template, part.at),
  );
}

function inTemplate(error: ExpressionError, part: ExpressionPart, template: string): ExpressionError {
  const place = error.place ? moved(error.place, part, template) : placeAt(template, part.at);
  return new ExpressionError(error.code, error.message, part.expression.trim(), place);
}

function moved(place: Place, part: ExpressionPart, template: string): Place {
  const start = placeAt(template, part.at);
  return place.line === 1
    ? { line: start.line, column: start.column + place.column - 1 }
    : { line: start.line + place.line - 1, column: place.column };
}
