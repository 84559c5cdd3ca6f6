import type { Draft } from './draft.ts';
import { emit } from './draft.ts';
import type { IgnoredReason } from './effect.ts';
import type { EventOf } from './event.ts';
import { misfitOf } from './move-place.ts';
import type { CaseState } from './state.ts';

/** Why a case cannot be moved to another version of its flow now, whatever that version holds. */
export function moveRefusal(
  state: CaseState,
  { from, to }: Pick<EventOf<'flow.moved'>, 'from' | 'to'>,
): IgnoredReason | undefined {
  if (state.owner === 'nobody') return state.joined ? 'case-joined' : 'case-closed';
  if (state.flow.hash === to.hash) return 'already-there';
  if (state.flow.hash !== from.hash || state.flow.id !== to.id) return 'flow-changed';
  // What runs was decided by the version it has, and comes back to it.
  const isRunning = state.position?.phase === 'running' || state.suggesting !== undefined;
  return isRunning ? 'place-busy' : undefined;
}

/**
 * The case goes on by another version of its flow. Whatever it waits for stays as it is: the place, its timer, what was asked
 * and offered, what was said meanwhile, and who has the case.
 */
export function moved(draft: Draft, event: EventOf<'flow.moved'>): IgnoredReason | undefined {
  const { state, plan, to, deciders } = draft;
  const refused = moveRefusal(state, event);
  if (refused) return refused;
  if (to?.flow.hash !== event.to.hash) return 'flow-unknown';
  const { position, outputs } = state;
  const hasRun = (node: string) => Object.hasOwn(outputs, node);
  const misfit = position && misfitOf({ node: position.node, hasRun }, plan, to, deciders);
  if (misfit) {
    draft.about = misfit.about;
    return misfit.reason;
  }
  emit(draft, { type: 'flow.moved', from: state.flow.hash, to: event.to.hash });
  state.flow = { id: event.to.id, hash: event.to.hash };
  draft.plan = to;
  return undefined;
}
