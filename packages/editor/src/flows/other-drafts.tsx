import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { api } from '../api/client.ts';
import type { FlowDraftFacts } from '../api/flow.ts';
import { Button } from '../ui/button.tsx';
import { Time } from '../ui/time.tsx';
import { tellError } from '../ui/toast.tsx';
import { drawingOf } from './read-drawing.ts';
import { useFlowEditor } from './use-flow-editor.tsx';
import { useMerge, type Theirs } from './use-merge.ts';
import styles from './versions-panel.module.css';

const CompareView = lazy(async () => ({ default: (await import('./compare-view.tsx')).CompareView }));
const RemoveDraft = lazy(async () => ({ default: (await import('./remove-draft.tsx')).RemoveDraft }));

/** Who else draws this flow, and how to bring what they drew into one's own draft. */
export function OtherDrafts() {
  const flowId = useFlowEditor((state) => state.flow.id);
  const mine = useFlowEditor((state) => state.flow);
  const { takeOver, mergeDraft } = useMerge();
  const [theirs, setTheirs] = useState<Theirs>();
  const [removing, setRemoving] = useState<FlowDraftFacts>();
  const drafts = useQuery({
    queryKey: ['flow', flowId, 'drafts'],
    queryFn: async () => (await api.drafts(flowId)).drafts,
  });
  const others = drafts.data?.filter((draft) => !draft.mine) ?? [];
  if (others.length === 0) return null;

  async function open({ author }: FlowDraftFacts): Promise<void> {
    try {
      const draft = await api.draftOf(flowId, author.id);
      setTheirs({ name: `the draft of ${author.name}`, flow: drawingOf(draft.flow), base: draft.base });
    } catch (error) {
      tellError('The draft was not opened.', error);
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
            <Button
              look="quiet"
              aria-label={`Remove: the draft of ${draft.author.name}`}
              onClick={() => setRemoving(draft)}
            >
              Remove…
            </Button>
          </li>
        ))}
      </ul>
      <Suspense>
        {removing && <RemoveDraft flowId={flowId} draft={removing} onClose={() => setRemoving(undefined)} />}
        {theirs && (
          <CompareView
            title={`Your draft and ${theirs.name}`}
            before={{ flow: mine, name: 'your draft' }}
            after={theirs}
            actions={
              <>
                <Button
                  onClick={() => {
                    takeOver(theirs);
                    setTheirs(undefined);
                  }}
                >
                  Take over
                </Button>
                <Button
                  look="primary"
                  onClick={() => void mergeDraft(theirs).then((done) => done && setTheirs(undefined))}
                >
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
