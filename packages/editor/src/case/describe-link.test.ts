import { expect, it } from 'vitest';
import type { CaseLink } from '../api/case.ts';
import { describeLink } from './describe-link.ts';

const link: CaseLink = {
  id: 'l1',
  kind: 'join',
  from: { id: 'stove' },
  into: { id: 'tent' },
  author: { id: 'u1', name: 'Ana' },
  at: 0,
  state: 'undone',
  undone: { author: { id: 'u2', name: 'Bo' }, at: 1 },
};

it('tells each case what was done with it, and who took it back', () => {
  const split = { ...link, kind: 'split' as const, messages: 2 };
  const told = [link, split].flatMap((one) =>
    [false, true].flatMap((undone) => ['stove', 'tent'].map((of) => describeLink(one, of, undone))),
  );
  expect(told).toEqual([
    'Ana joined this case with another, and it goes on in',
    'Ana joined with this case:',
    'Bo undid the join: this case is apart again from',
    'Bo undid the join: this case is apart again from',
    'Ana moved 2 messages into a case of their own:',
    'Ana began this case with 2 messages of',
    'Bo undid the split: what was said is here again, from',
    'Bo undid the split: it goes on in',
  ]);
});
