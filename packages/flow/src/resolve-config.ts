import { evaluate } from './expression.ts';
import type { Json, JsonObject } from './json.ts';
import type { PlanNode } from './plan.ts';
import { render } from './template.ts';

/**
 * The config of a node with every expression evaluated and every template rendered. Throws `ExpressionError`, or its
 * subclass for templates, when one does not resolve.
 */
export function resolveConfig(node: PlanNode, scope: JsonObject): JsonObject {
  return node.fields.reduce<JsonObject>((config, field) => {
    return replaceAt(config, field.path, (source) => {
      if (typeof source !== 'string') return source;
      return field.kind === 'expression' ? evaluate(source, scope) : render(source, scope);
    }) as JsonObject;
  }, node.config);
}

function replaceAt(value: Json, [head, ...rest]: (string | number)[], replace: (source: Json) => Json): Json {
  if (head === undefined) return replace(value);
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === head ? replaceAt(item, rest, replace) : item));
  }
  if (value === null || typeof value !== 'object') return value;
  const child = value[head];
  return child === undefined ? value : { ...value, [head]: replaceAt(child, rest, replace) };
}
