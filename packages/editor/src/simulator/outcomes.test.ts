import type { NodeDeclaration } from '@throughline/flow/declaration';
import { declarationData, declarationFrom } from '@throughline/flow/declaration-data';
import { catalogue } from '@throughline/nodes/catalogue';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { usualMode } from './outcomes.ts';

const ofPackage: NodeDeclaration = {
  type: 'parcel-delay',
  kind: 'run',
  title: 'Parcel delay',
  help: 'Asks the carrier whether a parcel is late.',
  group: 'work',
  icon: 'truck',
  config: z.object({}),
  ports: [],
};

it('asks first only about the built-in nodes that reach other systems', () => {
  const acting = Object.values(catalogue).filter(({ kind }) => kind === 'run');
  const asked = acting.filter((declaration) => usualMode(declaration) === 'ask');
  expect(asked.map(({ type }) => type)).toEqual(['http-request']);
});

it('takes the word of a package, and asks where it gives none', () => {
  const overTheWire = (declaration: NodeDeclaration) => declarationFrom(declarationData(declaration));
  expect(usualMode(overTheWire({ ...ofPackage, safeInSimulation: true }))).toBe('live');
  expect(usualMode(overTheWire(ofPackage))).toBe('ask');
  expect(usualMode(undefined)).toBe('ask');
});
