import type { Json } from '@throughline/flow/json';

const step = /\.([A-Za-z_][\w-]*)|\[(\d{1,6})\]/y;

/** A path such as `body.items[0].status`. */
export function isPath(path: string): boolean {
  return stepsOf(path) !== undefined;
}

/** What stands at a path, null where nothing does. Only own fields: `constructor` and the like are not there. */
export function pick(value: Json, path: string): Json {
  const steps = stepsOf(path);
  if (!steps) return null;
  return steps.reduce<Json>((at, name) => {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, name)) return null;
    return (at as { [name: string]: Json })[name] ?? null;
  }, value);
}

function stepsOf(path: string): string[] | undefined {
  const steps: string[] = [];
  const text = path.startsWith('[') ? path : `.${path}`;
  step.lastIndex = 0;
  while (step.lastIndex < text.length) {
    const found = step.exec(text);
    if (!found) return undefined;
    steps.push(found[1] ?? found[2] ?? '');
  }
  return steps.length > 0 && path !== '' ? steps : undefined;
}
