import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { mergeFlows, type MergeConflict } from '@throughline/flow/merge-flows';
import type { Flow } from '@throughline/flow/schema';
import { api } from '../api/client.ts';
import type { FlowDraftFacts } from '../api/types.ts';
import { Button } from '../ui/button.tsx';
import { Time } from '../ui/time.tsx';
import { tell, tellError } from '../ui/toast.tsx';
import { useDraft } from './draft-context.tsx';
import { drawingOf } from './read-drawing.ts';
import { useEditor, useFlowEditor } from './use-flow-editor.tsx';
import styles from './versions-panel.module.css';

const CompareView = lazy(async () => ({ default: (await import('./compare-view.tsx')).CompareView }));

type Theirs = { author: string; flow: Flow; base: string | null };

/** Who else draws this flow, and how to bring what they drew into one's own draft. */
export function OtherDrafts() {
  const flowId = useFlowEditor((state) => state.flow.id);
  const mine = useFlowEditor((state) => state.flow);
  const editor = useEditor();
  const { sync } = useDraft();
  const [theirs, setTheirs] = useState<Theirs>();
  const drafts = useQuery({
    queryKey: ['flow', flowId, 'drafts'],
    queryFn: async () => (await api.drafts(flowId)).drafts,
  });
  const others = drafts.data?.filter((draft) => !draft.mine) ?? [];
  if (others.length === 0) return null;

  async function open({ author }: FlowDraftFacts): Promise<void> {
    try {
      const draft = await api.draftOf(flowId, author.id);
      setTheirs({ author: author.name, flow: drawingOf(draft.flow), base: draft.base });
    } catch (error) {
      tellError('The draft was not opened.', error);
    }
  }

  async function merge({ author, flow, base }: Theirs): Promise<void> {
    try {
      const hash = base ?? sync.base();
      const common =
        hash === null ? { ...mine, nodes: [], edges: [] } : drawingOf((await api.flow(flowId, hash)).flow);
      const merged = mergeFlows(common, mine, flow);
      editor.getState().replace(merged.flow, `Merged the draft of ${author}`);
      tell(saidOf(author, merged.conflicts));
      setTheirs(undefined);
    } catch (error) {
      tellError('Not merged.', error);
    }
  }

  return (
    <>
      <ul className={styles['others']} aria-label="Drafts of others">
        {others.map((draft) => (
          <li key={draft.author.id}>
            <strong>{draft.author.name}</strong> has a draft, changed <Time at={draft.updatedAt} />
            <Button look="quiet" onClick={() => void open(draft)}>
              Compare
            </Button>
          </li>
        ))}
      </ul>
      <Suspense>
        {theirs && (
          <CompareView
            title={`The draft of ${theirs.author}`}
            before={{ flow: mine, name: 'your draft' }}
            after={{ flow: theirs.flow, name: `the draft of ${theirs.author}` }}
            actions={
              <>
                <Button
                  onClick={() => {
                    editor.getState().replace(theirs.flow, `Took over the draft of ${theirs.author}`);
                    tell(
                      `Your draft is as ${theirs.author}’s is. Theirs stays as it is; Undo brings yours back.`,
                    );
                    setTheirs(undefined);
                  }}
                >
                  Take over
                </Button>
                <Button look="primary" onClick={() => void merge(theirs)}>
                  Merge into yours
                </Button>
              </>
            }
            onClose={() => setTheirs(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}

function saidOf(author: string, conflicts: MergeConflict[]): string {
  if (conflicts.length === 0) return `What ${author} changed is in your draft. Undo takes it out again.`;
  const places = conflicts.map((conflict) => {
    if (conflict.what === 'node') return `“${conflict.title}”`;
    return conflict.what === 'port'
      ? `port “${conflict.port}” of “${conflict.title}”`
      : `the ${conflict.what}`;
  });
  return `What ${author} changed is in your draft, but for what both of you changed, where yours stays: ${places.join(', ')}.`;
}
