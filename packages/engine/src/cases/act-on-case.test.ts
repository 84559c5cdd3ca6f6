import { expect, it } from 'vitest';
import { createActOnCase } from './act-on-case.ts';

it('says what an action lacks before it asks the case', async () => {
  const nothing = { stores: {} as never, temporal: {} as never, taskQueue: 'none' };
  const { act } = createActOnCase({ ...nothing, now: () => 0 });
  const of = (type: 'transfer' | 'promise') =>
    act('c1', { action: 'a1', type, agent: { id: 'ana', name: 'Ana' } });
  expect(await of('transfer')).toMatchObject({ ok: false, code: 'case.unknown-queue' });
  expect(await of('promise')).toEqual({
    ok: false,
    code: 'case.unknown-promise',
    text: 'Say what was promised.',
  });
});
