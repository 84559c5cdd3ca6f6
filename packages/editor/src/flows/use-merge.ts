import { mergeFlows, type MergeConflict } from '@throughline/flow/merge-flows';
import type { Flow } from '@throughline/flow/schema';
import { api } from '../api/client.ts';
import { tell, tellError } from '../ui/toast.tsx';
import { useDraft } from './draft-context.tsx';
import { drawingOf } from './read-drawing.ts';
import { useEditor, useFlowEditor } from './use-flow-editor.tsx';
import { useVersions } from './use-live-version.ts';

/** What somebody else made of the flow: `base` is the version that it holds. `name`: `the draft of Bo`, `version 3`. */
export type Theirs = { name: string; flow: Flow; base: string | null };

/** Brings what others made of the flow into one's own draft, undoably. */
export function useMerge() {
  const editor = useEditor();
  const { sync } = useDraft();
  const versions = useVersions(useFlowEditor((state) => state.flow.id)).data ?? [];
  /** 0 for what began with nothing. */
  const age = (hash: string | null) => versions.find((one) => one.hash === hash)?.version ?? 0;
  const inOrder = (one: string | null, other: string | null) =>
    age(one) < age(other) ? ([one, other] as const) : ([other, one] as const);

  return {
    takeOver({ name, flow, base }: Theirs): void {
      sync.take(flow, `Took over ${name}`, base);
      tell(`Your draft is now as ${name}, which stays as it is. Undo brings yours back.`);
    },
    /** With the older of both versions in common. Gives whether it was merged. */
    mergeDraft: (theirs: Theirs) => {
      const [common, holds] = inOrder(theirs.base, sync.base());
      return merge(theirs, { common, holds });
    },
    /** What is live now, since the draft was begun. */
    mergeLive: (live: Theirs) => merge(live, { common: sync.base(), holds: live.base }),
  };

  async function merge(
    { name, flow }: Theirs,
    { common, holds }: { common: string | null; holds: string | null },
  ): Promise<boolean> {
    try {
      const mine = editor.getState().flow;
      const before =
        common === null
          ? { ...mine, nodes: [], edges: [] }
          : drawingOf((await api.flow(mine.id, common)).flow);
      const merged = mergeFlows(before, mine, flow);
      sync.take(merged.flow, `Merged ${name}`, holds);
      tell(saidOf(name, merged.conflicts));
      return true;
    } catch (error) {
      tellError('Not merged.', error);
      return false;
    }
  }
}

function saidOf(name: string, conflicts: MergeConflict[]): string {
  if (conflicts.length === 0) return `The changes of ${name} are in your draft. Undo takes them out again.`;
  const places = conflicts.map((conflict) => {
    if (conflict.what === 'node') return `“${conflict.title}”`;
    return conflict.what === 'port'
      ? `port “${conflict.port}” of “${conflict.title}”`
      : `the ${conflict.what}`;
  });
  return `The changes of ${name} are in your draft, but for what both of you changed, where yours stays: ${places.join(', ')}.`;
}
