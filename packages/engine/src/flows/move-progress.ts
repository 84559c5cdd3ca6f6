import { plansOf } from '../cases/plans-of.ts';
import type { Stores } from '../stores/database.ts';
import type { FlowMoveRow, MoveCount } from '../stores/flow-moves.ts';
import { whyKept } from './why-kept.ts';

/** How far the last move of running cases has come; `waiting` are still to be asked, or asked again. */
export type MoveProgress = Pick<
  FlowMoveRow,
  'to' | 'author' | 'reason' | 'at' | 'state' | 'endedAt' | 'cases'
> & {
  id: string;
  moved: number;
  kept: number;
  waiting: number;
  places: KeptPlace[];
};

/** Cases that stay, by where they stood and why. */
export type KeptPlace = {
  hash: string;
  version: number;
  node: { id: string; title: string } | null;
  cases: number;
  why: string;
  text: string;
};

/** Null for a flow whose cases were never moved. */
export async function moveProgress(
  { flowMoves, flows }: Pick<Stores, 'flowMoves' | 'flows'>,
  flowId: string,
): Promise<MoveProgress | null> {
  const row = await flowMoves.get(flowId);
  if (!row) return null;
  const counts = await flowMoves.counts(row.move);
  const plans = await plansOf({ flows }, [row.to.hash, ...counts.map(({ from }) => from.hash)]);
  const planOf = (hash: string) => plans.find(({ flow }) => flow.hash === hash);
  const sum = (state: MoveCount['state']) =>
    counts.reduce((total, count) => total + (count.state === state ? count.cases : 0), 0);
  const [moved, kept] = [sum('moved'), sum('kept')];
  const places = counts.flatMap(({ state, from, why, about, node: place, cases }): KeptPlace[] => {
    if (state !== 'kept' || why === undefined) return [];
    const before = planOf(from.hash);
    // What the case itself named, rather than where it was seen last.
    const at = about !== undefined && why !== 'place-unread' ? about : place;
    const node = at === undefined ? null : { id: at, title: before?.nodes[at]?.title ?? at };
    const text = whyKept({ why, node: at, about }, before, planOf(row.to.hash));
    return [{ ...from, node, cases, why, text }];
  });
  const { move: id, to, author, reason, at, state, endedAt, cases } = row;
  return {
    ...{ id, to, author, reason, at, state, cases: Math.max(cases, moved + kept), moved, kept, places },
    waiting: state === 'running' ? Math.max(cases - moved - kept, sum('asked') + sum('again')) : 0,
    ...(endedAt !== undefined && { endedAt }),
  };
}
