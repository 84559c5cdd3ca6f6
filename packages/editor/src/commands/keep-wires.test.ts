import { catalogue, flowOf } from '@throughline/flow/testing/catalogue';
import { expect, it } from 'vitest';
import { keepWires } from './keep-wires.ts';
import { setConfig } from './set-config.ts';

const cases = (...ids: string[]) => ids.map((id) => ({ id, when: 'true' }));
const flow = flowOf({ pick: ['branch', { cases: cases('a', 'b') }], stop: 'stop' }, [
  'pick.a > stop',
  'pick.b > stop',
  'pick.else > stop',
]);
const wiresAfter = (...ids: string[]) =>
  keepWires(setConfig('pick', 'cases', cases(...ids)), 'pick', catalogue)
    .apply(flow)
    .edges.map(({ port }) => port);

it('takes the edge of a port that is renamed along', () => {
  expect(wiresAfter('a', 'c')).toEqual(['a', 'c', 'else']);
});

it('takes the edge of a port that is gone away, and leaves those that are moved', () => {
  expect(wiresAfter('b')).toEqual(['b', 'else']);
  expect(wiresAfter('b', 'a')).toEqual(['a', 'b', 'else']);
  expect(wiresAfter('a', 'new', 'b')).toEqual(['a', 'b', 'else']);
});
