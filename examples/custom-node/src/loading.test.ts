import { fileURLToPath } from 'node:url';
import { loadNodes } from '@throughline/engine/custom-nodes';
import type { DeclarationData } from '@throughline/flow/declaration-data';
import { declarationData, declarationFrom } from '@throughline/flow/declaration-data';
import { expect, test } from 'vitest';
import { declaration } from './index.ts';

test('an installation that names the package has the node beside the built-in ones', async () => {
  const { catalogue, runners } = await loadNodes(fileURLToPath(new URL('..', import.meta.url)));
  expect(catalogue[declaration.type]).toMatchObject({ title: 'Loyalty points', kind: 'run' });
  expect(catalogue).toHaveProperty('http-request');
  expect(typeof runners[declaration.type]).toBe('function');
});

test('a browser rebuilds the node from what the server tells of it, and asks for the rest', () => {
  const data = declarationData(declaration);
  // Its ports are made from the config, and a rule of its own looks at the tiers.
  expect(data).toMatchObject({ complete: false, ports: null });
  const { config } = declarationFrom(JSON.parse(JSON.stringify(data)) as DeclarationData);
  for (const given of [
    {},
    { url: 'loyalty' },
    { url: 'ftp://a.example' },
    { url: 'https://a.example', by: { known: 'account', account: 1 } },
    { url: 'https://a.example', by: { known: 'name' } },
    { url: 'https://a.example', by: { known: 'email' } },
  ])
    expect(config.safeParse(given).error?.message).toBe(declaration.config.safeParse(given).error?.message);
});
