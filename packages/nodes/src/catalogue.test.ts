import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import { deciders } from './deciders.ts';
import { runners } from './runners.ts';

const files = readdirSync(new URL('nodes', import.meta.url));

test('the flat folder is the catalogue', () => {
  const declared = files.filter((file) => /^[a-z-]+\.ts$/.test(file)).map((file) => file.replace('.ts', ''));
  expect(Object.keys(catalogue).toSorted()).toEqual(declared.toSorted());
});

test.each(Object.entries(catalogue))(
  '%s stands under its type, has one behaviour and a test',
  (type, declaration) => {
    expect(declaration.type).toBe(type);
    expect(type in runners).toBe(declaration.kind === 'run');
    expect(type in deciders).toBe(declaration.kind === 'decide');
    expect(files).toContain(`${type}.${declaration.kind}.ts`);
    expect(files).toContain(`${type}.test.ts`);
  },
);

test('every outcome that can fail has an error port', () => {
  for (const declaration of Object.values(catalogue)) {
    if (declaration.kind !== 'run' || typeof declaration.ports === 'function') continue;
    expect(declaration.ports.map(({ id }) => id)).toContain('error');
  }
});

test('only what acts tells whether a simulation may run it', () => {
  const telling = Object.values(catalogue).filter((declaration) => 'safeInSimulation' in declaration);
  expect([...new Set(telling.map(({ kind }) => kind))]).toEqual(['run']);
});
