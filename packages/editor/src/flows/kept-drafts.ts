import { openKept, type Kept } from '../kept/open-kept.ts';
import type { KeptDraft } from './draft-sync.ts';
import { readDrawing } from './read-drawing.ts';

export type KeptDrafts = Kept<KeptDraft>;

/** Drafts that the server does not have yet, in this browser. */
export function keptDrafts(user: string, flowId: string): Promise<KeptDrafts> {
  return openKept({ kind: 'flow', user, thing: flowId }, (stored) => {
    const { flow, base, revision } = stored as KeptDraft;
    const drawing = readDrawing(flow);
    return drawing.ok ? { flow: drawing.flow, base, revision } : undefined;
  });
}
