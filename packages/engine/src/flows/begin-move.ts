import type { Stores } from '../stores/database.ts';
import type { FlowMoveRow, NewFlowMove } from '../stores/flow-moves.ts';
import { commandLine, commandLineName } from './command-line.ts';

/**
 * Has the running cases of other versions asked to go on by this one, by whichever worker comes first. Safe to run twice while
 * they are being asked; asked for again afterwards, it asks those that stayed once more.
 */
export async function beginMove(
  { cases, flowMoves, users }: Pick<Stores, 'cases' | 'flowMoves' | 'users'>,
  { author, ...asked }: Omit<NewFlowMove, 'author' | 'cases'> & { author: string },
): Promise<FlowMoveRow> {
  const { flowId, to, at } = asked;
  const [open, user] = await Promise.all([cases.openByVersion(flowId), users.get(author)]);
  const elsewhere = [...open].reduce((sum, [hash, count]) => sum + (hash === to.hash ? 0 : count), 0);
  const name = user?.name ?? (author === commandLine ? commandLineName : author);
  const move = await flowMoves.begin({ ...asked, author: { id: author, name }, cases: elsewhere });
  await users.log({
    ...{ at, actor: author, action: 'flow.move-cases', subject: flowId, outcome: 'done' },
    details: { ...to, cases: elsewhere },
  });
  return move;
}
