import { parseExpression } from '../expression.ts';
import type { ExpressionError, Place } from '../expression.ts';
import { parseTemplate } from '../template.ts';
import { valueAt } from '../value-at.ts';
import type { IssueCode } from './codes.ts';
import type { KnownNode, Rule } from './context.ts';
import type { Issue } from './issue.ts';
import { issue } from './issue.ts';
import { createReadCheck } from './reads.ts';

/** Expressions and templates: whether they parse, and whether what they read can exist where they stand. */
export const expressions: Rule = (context) =>
  [...context.nodes.values()].flatMap((node) => {
    const checkRead = createReadCheck(context, node);
    return node.fields.flatMap(({ path, kind }) => {
      const source = valueAt(node.parsed, path);
      if (typeof source !== 'string') return [];
      const parsed = kind === 'expression' ? parseExpression(source) : parseTemplate(source);
      const where = { node, path, many: source.includes('\n') };
      if (!parsed.ok)
        return [problem(where, codeOf(parsed.error, kind), parsed.error.message, parsed.error.place)];
      return parsed.reads.flatMap((read) => {
        const found = checkRead(read);
        return found ? [problem(where, found.code, found.text, read.place)] : [];
      });
    });
  });

type Where = { node: KnownNode; path: (string | number)[]; many: boolean };

function problem(
  { node, path, many }: Where,
  code: IssueCode,
  message: string,
  place: Place | undefined,
): Issue {
  const spot = place ? ` (${many ? `line ${place.line}, ` : ''}character ${place.column})` : '';
  return issue(code, { node: node.id, path, text: `"${node.title}": ${path.join('.')}${spot}: ${message}` });
}

function codeOf(error: ExpressionError, kind: 'expression' | 'template'): IssueCode {
  // An error without a place is one of the whole; a missing "}}" is the template's own.
  const own = kind === 'template' && (error.place === undefined || error.message.startsWith('The "{{"'));
  switch (error.code) {
    case 'expression.syntax':
      return own ? 'template.syntax' : 'expression.syntax';
    case 'expression.unknown-name':
      // Without values, the only names that can be judged are those of functions.
      return 'expression.unknown-function';
    case 'expression.too-large':
    case 'expression.limit':
      return own ? 'template.too-large' : 'expression.too-large';
    case 'expression.type':
      return 'expression.type';
  }
}
