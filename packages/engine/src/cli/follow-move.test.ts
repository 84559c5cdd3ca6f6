import { afterEach, expect, it, vi } from 'vitest';
import type { CasesMoved } from './flow-installation.ts';
import { followMove } from './follow-move.ts';

const move: CasesMoved = { state: 'running', cases: 4, moved: 0, kept: 0, waiting: 4, places: [] };

afterEach(() => void vi.restoreAllMocks());

/** What is printed, where the installation tells one of these after the other. */
async function printed(told: CasesMoved[], withinMs = 10_000): Promise<string[]> {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const left = [...told];
  const installation = { move: async () => (left.length > 1 ? left.shift()! : left[0]!) };
  await followMove('support', installation, { everyMs: 1, withinMs });
  return lines;
}

it('says which cases moved, and which stay and why, when all have answered', async () => {
  const places = [{ cases: 1, text: '"Reply" is not in this version.' }];
  const done: CasesMoved = { ...move, state: 'done', moved: 3, kept: 1, waiting: 0, places };
  expect(await printed([move, { ...move, moved: 2, waiting: 2 }, done])).toEqual([
    '3 of 4 running cases moved, 1 stays.',
    '  1: "Reply" is not in this version.',
  ]);
});

it('does not wait for workers that are not there, nor past another version that went live', async () => {
  const [waits] = await printed([move], 20);
  expect(waits).toContain('0 of 4 running cases moved so far, 4 still to be asked');
  const stopped = await printed([{ ...move, state: 'stopped', moved: 1, waiting: 0 }]);
  expect(stopped).toContain('Another version went live meanwhile, and no further case was asked.');
});
