import { fileURLToPath } from 'node:url';
import { loadNodes } from '@throughline/engine/custom-nodes';
import { expect, test } from 'vitest';
import { declaration } from './index.ts';

test('an installation that names the package has the node beside the built-in ones', async () => {
  const { catalogue, runners } = await loadNodes(fileURLToPath(new URL('..', import.meta.url)));
  expect(catalogue[declaration.type]).toMatchObject({ title: 'Loyalty points', kind: 'run' });
  expect(catalogue).toHaveProperty('http-request');
  expect(typeof runners[declaration.type]).toBe('function');
});
