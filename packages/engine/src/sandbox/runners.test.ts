import type { RunEffect } from '@throughline/flow/effect';
import type { NodeResult } from '@throughline/flow/node-result';
import { expect, it } from 'vitest';
import { createRunners } from './runners.ts';

const effect = (run: string, question: string): RunEffect => ({
  type: 'run',
  run,
  node: 'think',
  nodeType: 'scripted',
  title: 'Think',
  local: false,
  input: { config: { question } } as unknown as RunEffect['input'],
});

/** Activities that end when the test says so. */
function runners() {
  const begun = new Map<string, (result: NodeResult) => void>();
  let rings = 0;
  const made = createRunners(
    'k',
    () => (rings += 1),
    (_, id) => new Promise((resolve) => begun.set(id, resolve)),
  );
  return {
    ...made,
    begun: () => [...begun.keys()],
    rings: () => rings,
    async end(id: string, port: string) {
      begun.get(id)!({ port });
      await Promise.resolve();
    },
    results: () =>
      made
        .finished()
        .map((event) => (event.type === 'node.done' ? [event.run, event.result.port] : event.type)),
  };
}

it('tells what ended, once, and rings', async () => {
  const { start, end, results, idle, running, rings } = runners();
  start(effect('think#1', 'a'));
  expect([running(), idle()]).toEqual([1, false]);
  await end('think#1', 'done');
  expect([running(), idle(), rings()]).toEqual([0, false, 1]);
  expect([results(), results(), idle()]).toEqual([[['think#1', 'done']], [], true]);
});

it('does not start again what was decided again, while it runs and after it ended', async () => {
  const { start, end, results, begun } = runners();
  start(effect('think#1', 'a'));
  start(effect('think#1', 'a'));
  await end('think#1', 'done');
  start(effect('think#1', 'a'));
  expect(results()).toEqual([['think#1', 'done']]);
  start(effect('think#1', 'a'));
  expect([results(), begun()]).toEqual([[['think#1', 'done']], ['think#1']]);
});

it("starts what has the name of something else that was taken back, whose result is nobody's any more", async () => {
  const { start, end, results, begun } = runners();
  start(effect('think#1', 'a'));
  start(effect('think#1', 'b'));
  expect(begun()).toEqual(['think#1', 'think#1~2']);
  await end('think#1', 'about a');
  expect(results()).toEqual([]);
  await end('think#1~2', 'about b');
  expect(results()).toEqual([['think#1', 'about b']]);
});

it('starts it also when that had ended, and even when nobody was told yet', async () => {
  const { start, end, results } = runners();
  start(effect('think#1', 'a'));
  await end('think#1', 'about a');
  start(effect('think#1', 'b'));
  expect(results()).toEqual([]);
  await end('think#1~2', 'about b');
  expect(results()).toEqual([['think#1', 'about b']]);
});

it('forgets what is committed, and nothing that was not told of', async () => {
  const { start, end, results, settled, idle } = runners();
  start(effect('think#1', 'a'));
  await end('think#1', 'done');
  settled();
  expect(results()).toEqual([['think#1', 'done']]);
  settled();
  expect(idle()).toBe(true);
});
