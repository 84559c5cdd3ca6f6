import { expect, it } from 'vitest';
import { plainProgress } from './plain-progress.ts';

it('prints each step once, how far a long one is every ten seconds, and the end', () => {
  const lines: string[] = [];
  let now = 0;
  const progress = plainProgress(
    (line) => lines.push(line),
    () => now,
  );
  for (let second = 0; second <= 21; second++) {
    now = second * 1_000;
    progress({ what: 'temporal', text: `building: ${second} s` });
  }
  progress({ what: 'chroma', text: 'downloading', fraction: 0.256 });
  progress({ what: 'chroma', text: 'downloading', fraction: 0.3 });
  progress({ what: 'temporal', text: '1.29.1', end: 'ready' });
  progress({ what: 'chroma', text: 'no disk', end: 'failed' });
  expect(lines).toEqual([
    'temporal: building: 0 s',
    'temporal: building: 10 s',
    'temporal: building: 20 s',
    'chroma: downloading 26%',
    'temporal: 1.29.1',
    'chroma: failed: no disk',
  ]);
});
