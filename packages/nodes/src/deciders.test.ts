import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('what deciders import may enter the workflow bundle: no zod, no Node, nothing that acts', () => {
  const found = importsOf(new URL('deciders.ts', import.meta.url));
  const outside = [...found].filter((name) => !name.startsWith('file:'));
  const inside = [...found].filter((name) => name.startsWith('file:')).map((name) => name.split('/').at(-1));
  expect(outside).toEqual(['libphonenumber-js/min']);
  expect(inside).toContain('ask.decide.ts');
  expect(inside).not.toContain('ask.ts');
  expect(inside.filter((name) => name?.endsWith('.run.ts'))).toEqual([]);
});

/** Every file and package that a module brings in at run time. */
function importsOf(file: URL, found = new Set<string>()): Set<string> {
  const source = readFileSync(file, 'utf8');
  for (const [, name = ''] of source.matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^']+)'/gm)) {
    const target = locate(name, file);
    const key = target?.href ?? name;
    if (found.has(key)) continue;
    found.add(key);
    if (target) importsOf(target, found);
  }
  return found;
}

function locate(name: string, from: URL): URL | undefined {
  if (name.startsWith('.')) return new URL(name, from);
  const flow = '@throughline/flow/';
  return name.startsWith(flow)
    ? new URL(`../../flow/src/${name.slice(flow.length)}.ts`, import.meta.url)
    : undefined;
}
