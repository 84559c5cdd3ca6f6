import type { Flow } from '@throughline/flow/schema';
import type { Issue } from '@throughline/flow/validate';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createCheckedThere } from './checked-there.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const node = (id: string, type: string) => ({ id, type, title: id, config: {} });
const flowOf = (nodes: Flow['nodes']): Flow => ({ schema: 1, id: 'f', nodes }) as unknown as Flow;
const wrong = (at: string, text: string): Issue => ({
  code: 'config.invalid',
  severity: 'error',
  node: at,
  text,
  fix: 'Mend it.',
});

it('adds what the server says of nodes that check more than is told, for as long as they are as they were', async () => {
  const [plain, special] = [node('plain', 'tag'), node('special', 'ours')];
  const flow = flowOf([plain, special]);
  const known = wrong('special', 'Known here, too.');
  const issues = [wrong('plain', 'Only there.'), known, wrong('special', 'Each once.')];
  const ask = vi.fn<() => Promise<{ issues: Issue[] }>>(async () => ({ issues }));
  const onAnswer = vi.fn<() => void>();
  const there = createCheckedThere({ checkedThere: new Set(['ours']), ask }, onAnswer);
  there.check(flow);
  await vi.advanceTimersByTimeAsync(700);
  expect(onAnswer).toHaveBeenCalledTimes(1);
  expect(there.withTheirs(flow, [known])).toEqual([known, issues[2]]);
  // Another node was edited: what was said of this one still holds.
  expect(there.withTheirs(flowOf([node('plain', 'tag'), special]), [])).toEqual([known, issues[2]]);
  expect(there.withTheirs(flowOf([plain, node('special', 'ours')]), [])).toEqual([]);
});

it('asks of no flow that has no such node, once of many edits, and goes without who is away', async () => {
  const ask = vi.fn<() => Promise<{ issues: Issue[] }>>(async () => Promise.reject(new Error('away')));
  const onAnswer = vi.fn<() => void>();
  const there = createCheckedThere({ checkedThere: new Set(['ours']), ask }, onAnswer);
  there.check(flowOf([node('plain', 'tag')]));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ask).not.toHaveBeenCalled();
  for (let n = 0; n < 5; n += 1) there.check(flowOf([node('special', 'ours')]));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(onAnswer).not.toHaveBeenCalled();
});
