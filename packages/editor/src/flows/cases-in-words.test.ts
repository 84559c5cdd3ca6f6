import { describe, expect, it } from 'vitest';
import { describeMove, describePreview, inPlace } from './cases-in-words.ts';

const move = { to: { version: 4 }, cases: 12, moved: 0, kept: 0, waiting: 12 };

describe('running cases in words', () => {
  it('says where they stand', () => {
    expect(inPlace({ version: 2, node: { title: 'Reply' }, cases: 3 })).toBe(
      '3 cases of version 2 at “Reply”',
    );
    expect(inPlace({ version: 2, node: null, cases: 1 })).toBe('1 case of version 2 between two turns');
  });

  it('says how many can move', () => {
    const words = (cases: number, fitting: number, more = false) => describePreview({ cases, fitting, more });
    expect(words(12, 9)).toBe('12 cases run on other versions: 9 can move, 3 cannot.');
    expect(words(10_000, 9, true)).toBe(
      'More than 10000 cases run on other versions: 9 can move, 9991 cannot.',
    );
    expect(words(2, 2)).toBe('2 cases run on other versions, and all can move.');
    expect(words(2, 0)).toBe('2 cases run on other versions, and none can move.');
    expect(words(1, 1)).toBe('1 case runs on other versions, and it can move.');
    expect(words(1, 0)).toBe('1 case runs on other versions, and it cannot move.');
  });

  it('says how far their move is', () => {
    expect(describeMove({ ...move, state: 'running', moved: 5, kept: 1, waiting: 6 })).toBe(
      '12 cases are asked to move to version 4: 5 moved, 1 stays, 6 still to answer.',
    );
    expect(describeMove({ ...move, state: 'done', moved: 12, waiting: 0 })).toBe(
      '12 of 12 cases moved to version 4.',
    );
    expect(describeMove({ ...move, state: 'done', moved: 9, kept: 3, waiting: 0 })).toBe(
      '9 of 12 cases moved to version 4, 3 stay on the version they ran.',
    );
    expect(describeMove({ ...move, state: 'done', moved: 11, kept: 1, waiting: 0 })).toContain(
      '1 stays on the version it ran.',
    );
    expect(describeMove({ ...move, state: 'stopped', moved: 2 })).toContain('Another version went live');
    expect(describeMove({ ...move, state: 'done', cases: 0, waiting: 0 })).toBe(
      'No case ran another version than 4.',
    );
  });
});
