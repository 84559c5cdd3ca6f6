import { expect, it } from 'vitest';
import type { MoveEvidence } from './moves.ts';
import { checkMoves } from './moves.ts';

function right(): MoveEvidence {
  const to = { hash: 'two', version: 2 };
  return {
    live: 'two',
    move: { state: 'done', to },
    answers: [
      { caseId: 'a', state: 'moved' },
      { caseId: 'b', state: 'kept', why: 'place-busy' },
    ],
    open: [
      { _id: 'a', flow: { id: 'faults', hash: 'two' } },
      { _id: 'b', flow: { id: 'faults', hash: 'one' } },
      { _id: 'opened-later', flow: { id: 'faults', hash: 'two' } },
    ],
    moved: 1,
  };
}

const wrong: { [what: string]: (evidence: MoveEvidence) => void } = {
  'a move that nobody goes on with': ({ move }) => void (move!.state = 'running'),
  'a move to what is not live': ({ move }) => void (move!.to = { hash: 'one', version: 1 }),
  'a case that never answered': ({ answers }) => void (answers[0]!.state = 'asked'),
  'a case that says it moved, and did not': ({ open }) => void (open[0]!.flow.hash = 'one'),
  'a case that stays, and nobody knows why': ({ answers }) => void delete answers[1]!.why,
  'a case that nobody asked': ({ answers }) => void answers.pop(),
  'no case that was moved': (evidence) => void (evidence.moved = 0),
};

it('finds nothing where nothing is wrong, or nothing was published', () => {
  expect(checkMoves(right())).toEqual([]);
  expect(checkMoves({ live: undefined, move: null, answers: [], open: [], moved: 0 })).toEqual([]);
});

it.each(Object.entries(wrong))('finds %s', (_, how) => {
  const evidence = right();
  how(evidence);
  expect(checkMoves(evidence)).not.toEqual([]);
});
