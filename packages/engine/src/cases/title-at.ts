import type { Plan } from '@throughline/flow/plan';
import type { FlowMove } from '../stores/journal.ts';

type Known = {
  /** In their order. */
  moves: readonly FlowMove[];
  /** The versions that are stored, of those that the case knows. */
  plans: readonly Plan[];
  /** The version that the case has now. */
  hash: string;
};

/**
 * What a node was called when an entry of the journal was written: in the version that the case went by then. Where that one has no
 * such node, as of a move that was refused because of a new one, in any that has.
 */
export function titleAt({ moves, plans, hash }: Known): (seq: number, node: string) => string | undefined {
  const done = moves.filter((move) => move.done);
  const hashAt = (seq: number) => done.findLast((move) => move.seq <= seq)?.to ?? done[0]?.from ?? hash;
  const titleIn = (plan: Plan | undefined, node: string) =>
    plan && Object.hasOwn(plan.nodes, node) ? plan.nodes[node]?.title : undefined;
  return (seq, node) => {
    const then = plans.find(({ flow }) => flow.hash === hashAt(seq));
    return (
      titleIn(then, node) ?? plans.map((plan) => titleIn(plan, node)).find((title) => title !== undefined)
    );
  };
}
