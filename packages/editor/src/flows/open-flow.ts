import type { Flow } from '@throughline/flow/schema';
import { api } from '../api/client.ts';
import { ApiError } from '../api/request.ts';
import type { FlowDraft, FlowVersion } from '../api/flow.ts';
import type { KeptDrafts } from './kept-drafts.ts';
import { drawingOf, FlowUnreadable } from './read-drawing.ts';

/** What is shown when a flow is opened: the author's draft, else what is live. */
export type Opened = {
  flow: Flow;
  /** As it stands on the server. */
  begun: { base: string | null; revision: number };
  /** Changes that this browser kept because the server did not get them; none for those who may not draw. */
  kept: KeptDrafts | undefined;
  live: FlowVersion | null;
};

/** Throws `ApiError` (404 where there is neither), `FlowUnreadable` for what cannot be drawn. */
export async function openFlow(
  id: string,
  { mayDraw, keeping }: { mayDraw: boolean; keeping?: Promise<KeptDrafts> | undefined },
): Promise<Opened> {
  const { flows } = await api.flows();
  const known = flows.find(({ flowId }) => flowId === id);
  const [live, draft, kept] = await Promise.all([
    known?.live ? orNone(api.flow(id)) : null,
    mayDraw && known?.drafts.some(({ mine }) => mine) ? orNone(api.draft(id)) : null,
    keeping,
  ]);
  const unsaved = kept?.current()?.flow;
  const shown: Pick<FlowDraft, 'flow'> | null = draft ?? live;
  if (!shown && !unsaved) {
    throw new ApiError({
      status: 404,
      code: 'flow.not-found',
      title: 'There is no such flow',
      detail: `No flow has the id “${id}”.`,
    });
  }
  const flow = shown ? drawingOf(shown.flow) : unsaved;
  if (!flow) throw new FlowUnreadable('It is empty.');
  return {
    flow,
    begun: { base: draft ? draft.base : (live?.hash ?? null), revision: draft?.revision ?? 0 },
    kept,
    live,
  };
}

/** Between the list and this somebody may have thrown it away. */
async function orNone<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
