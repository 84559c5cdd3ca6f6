import type { Commitment } from './brief.ts';
import { isUnsettled, maxOpenPromises, patchBrief } from './brief.ts';
import type { Draft } from './draft.ts';
import { clearTimer, emit, setTimer } from './draft.ts';
import type { IgnoredReason } from './effect.ts';
import type { EventOf } from './event.ts';
import { commitmentTimer, promiseOf } from './commitment-timer.ts';
import { giveToPeople } from './token.ts';

export function promised(draft: Draft, { promise }: EventOf<'agent.promised'>): IgnoredReason | undefined {
  const open = draft.state.brief.commitments.filter(isUnsettled);
  if (open.length >= maxOpenPromises && !find(draft, promise.id)) return 'too-many-promises';
  const commitments = [{ ...promise, state: 'open' as const }];
  draft.state.brief = patchBrief(draft.state.brief, { commitments }, draft.state.interpreter);
  return undefined;
}

export function settled(draft: Draft, { promise, as }: EventOf<'agent.settled'>): IgnoredReason | undefined {
  if (!find(draft, promise)) return 'unknown-promise';
  change(draft, promise, as);
  clearTimer(draft, commitmentTimer(promise));
  return undefined;
}

/** Sets the timers of new promises, whoever made them; of a joined case the other case has them. */
export function watchCommitments(draft: Draft): void {
  const { brief, timers, joined } = draft.state;
  if (joined) return;
  for (const { id, dueAt, state } of brief.commitments)
    if (state === 'open' && dueAt !== undefined && timers[commitmentTimer(id)] === undefined)
      setTimer(draft, commitmentTimer(id), Math.max(dueAt, draft.at));
}

/** A case that nobody is at wakes up, and people get it: only they can say whether the promise was kept. */
export function commitmentDue(draft: Draft, timer: string): undefined {
  const id = promiseOf(timer);
  const { state } = draft;
  const promise = find(draft, id);
  if (promise?.state !== 'open') return;
  change(draft, id, 'due');
  emit(draft, { type: 'note', text: `Promised for now: ${promise.text}`, actor: { kind: 'system' } });
  if (state.owner === 'queue' || state.owner === 'agent') return;
  giveToPeople(draft, `promised: ${promise.text}`);
}

function find({ state }: Draft, id: string): Commitment | undefined {
  return state.brief.commitments.find((one) => one.id === id);
}

function change({ state }: Draft, id: string, to: Commitment['state']): void {
  const { commitments } = state.brief;
  state.brief = {
    ...state.brief,
    commitments: commitments.map((one) => (one.id === id ? { ...one, state: to } : one)),
  };
}
