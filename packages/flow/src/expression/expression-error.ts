export type ExpressionErrorCode =
  | 'expression.syntax'
  | 'expression.unknown-name'
  | 'expression.type'
  | 'expression.too-large'
  | 'expression.limit';

/** Where in the source, counted from 1. */
export type Place = { line: number; column: number };

/** An expression or template that cannot be read, or does not resolve. The message is for the author of the flow. */
export class ExpressionError extends Error {
  readonly code: ExpressionErrorCode;
  readonly expression: string;
  readonly place?: Place;

  constructor(code: ExpressionErrorCode, message: string, expression: string, place?: Place) {
    super(message);
    this.name = 'ExpressionError';
    this.code = code;
    this.expression = expression;
    if (place) this.place = place;
  }
}

export function placeAt(source: string, offset: number): Place {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
