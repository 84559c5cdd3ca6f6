import { expect, it } from 'vitest';
import { compile } from '../compile.ts';
import { scopeOf } from '../scope.ts';
import { emptyState } from '../state.ts';
import { catalogue, flowOf } from '../testing/catalogue.ts';
import { scopeHelp } from './scope-help.ts';
import { nodeFields, scopeFields } from './scope-fields.ts';

it('lists what scopeOf gives', () => {
  const plan = compile(
    flowOf({ ask: 'start', bye: ['say', { text: 'Bye' }] }, ['ask.started > bye']),
    catalogue,
  );
  const message = { id: 'm1', channel: 'sms', conversation: 'c1', text: 'Hi', sentAt: 1 };
  const state = {
    ...emptyState(),
    customer: { id: 'ana', verified: true, facts: {} },
    messages: [message],
    outputs: { ask: { port: 'started', visit: 1, output: {} } },
  };
  const bare = scopeOf(plan, state, 1);
  const full = scopeOf(
    plan,
    {
      ...state,
      customer: { ...state.customer, name: 'Ana', language: 'en' },
      messages: [{ ...message, language: 'en' }],
    },
    1,
  );
  expect(Object.keys(bare).sort()).toEqual(Object.keys(scopeFields).sort());
  for (const [root, fields] of Object.entries(scopeFields)) {
    if (!fields || root === 'nodes') continue;
    expect([root, ...keys(bare[root])]).toEqual([root, ...fields.always].sort(rootFirst(root)));
    expect([root, ...keys(full[root])]).toEqual(
      [root, ...fields.always, ...fields.maybe].sort(rootFirst(root)),
    );
  }
  expect(keys((bare['nodes'] as { ask: object }).ask)).toEqual([...nodeFields].sort());
});

it('has words for all of it', () => {
  const all = Object.entries(scopeFields).flatMap(([root, fields]) => [
    root,
    ...[...(fields?.always ?? []), ...(fields?.maybe ?? [])].map((field) => `${root}.${field}`),
  ]);
  expect(Object.keys(scopeHelp).sort()).toEqual(all.sort());
});

function keys(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value).sort() : [];
}

function rootFirst(root: string): (left: string, right: string) => number {
  return (left, right) => Number(right === root) - Number(left === root) || (left < right ? -1 : 1);
}
