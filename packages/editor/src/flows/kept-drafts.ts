import type { KeptDraft } from './draft-sync.ts';
import { readDrawing } from './read-drawing.ts';

/** Drafts that the server does not have yet, in this browser, one for each person and flow. */
export function keptDrafts(user: string, flowId: string) {
  const key = `throughline.draft.${user}.${flowId}`;
  /** What this window wrote: another one's is not taken away. */
  let own: string | undefined;
  return {
    read(): KeptDraft | undefined {
      try {
        const { flow, base, revision } = JSON.parse(localStorage.getItem(key) ?? 'null') as KeptDraft;
        const drawing = readDrawing(flow);
        return drawing.ok ? { flow: drawing.flow, base, revision } : undefined;
      } catch {
        return undefined;
      }
    },
    keep(draft: KeptDraft | undefined): void {
      try {
        if (draft) {
          own = JSON.stringify(draft);
          localStorage.setItem(key, own);
        } else if (own === undefined || localStorage.getItem(key) === own) localStorage.removeItem(key);
      } catch {
        // No room, or not allowed: the server gets it all the same.
      }
    },
  };
}
