import type { Db } from 'mongodb';
import type { CaseRow } from '../../packages/engine/src/stores/cases.ts';
import type { FlowMoveRow, MovedCaseRow } from '../../packages/engine/src/stores/flow-moves.ts';
import type { Evidence } from './evidence.ts';

/** What the stores hold of the last time that running cases were to be moved. */
export type MoveEvidence = {
  /** Hash of what is live; undefined where nothing was published again. */
  live: string | undefined;
  move: Pick<FlowMoveRow, 'state' | 'to'> | null;
  answers: Pick<MovedCaseRow, 'caseId' | 'state' | 'why'>[];
  open: Pick<CaseRow, '_id' | 'flow'>[];
  /** How often a journal says that its case was moved. */
  moved: number;
};

/** Moves that are not over. */
export async function movesUnderWay(db: Db): Promise<string[]> {
  const rows = await db.collection<FlowMoveRow>('flowMoves').find({ state: 'running' }).toArray();
  return rows.map(({ to, pass }) => `the move to version ${to.version} is in pass ${pass}`);
}

export async function gatherMoves(
  db: Db,
  published: string[],
  conversations: Evidence[],
): Promise<MoveEvidence> {
  const cases = conversations.flatMap((each) => each.cases);
  const ids = cases.map(({ caseId }) => caseId);
  const effects = cases.flatMap(({ journal }) => journal.flatMap((entry) => entry.effects));
  const move = await db.collection<FlowMoveRow>('flowMoves').findOne({ _id: 'faults' });
  const [answers, open] = await Promise.all([
    db
      .collection<MovedCaseRow>('movedCases')
      .find({ move: move?.move ?? '' })
      .toArray(),
    db
      .collection<CaseRow>('cases')
      .find({ _id: { $in: ids }, owner: { $ne: 'nobody' } })
      .toArray(),
  ]);
  const moved = effects.filter(({ type }) => type === 'flow.moved').length;
  return { live: published.at(-1), move, answers, open, moved };
}

/** The last move is over, and every open case runs the live version, or has said why not. */
export function checkMoves({ live, move, answers, open, moved }: MoveEvidence): string[] {
  if (live === undefined) return [];
  const isOver = move?.state === 'done' && move.to.hash === live;
  const silent = answers.filter(({ state }) => state !== 'moved' && state !== 'kept');
  const wrong = open.filter(({ _id, flow }) => {
    const kept = answers.some(({ caseId, state, why }) => caseId === _id && state === 'kept' && why);
    return (flow.hash === live) === kept;
  });
  return [
    ...(isOver ? [] : [`the last move is ${move?.state ?? 'none'}`]),
    ...silent.map(({ caseId, state }) => `case ${caseId} is "${state}"`),
    ...wrong.map(({ _id, flow }) => `case ${_id} runs ${flow.hash}, which is not what it answered`),
    ...(moved === 0 ? ['no case was moved at all'] : []),
  ];
}

/** Cases that stayed, by their reason. */
export function keptBy({ answers }: MoveEvidence): { [why: string]: number } {
  const kept: { [why: string]: number } = {};
  for (const { state, why = 'not said' } of answers) if (state === 'kept') kept[why] = (kept[why] ?? 0) + 1;
  return kept;
}
