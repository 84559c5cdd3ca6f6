import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import type { FlowDraftFacts } from '../api/flow.ts';
import { Button } from '../ui/button.tsx';
import { Empty, Skeleton } from '../ui/faces.tsx';
import { Time } from '../ui/time.tsx';
import { RemoveDraft } from './remove-draft.tsx';
import styles from './remove-draft.module.css';

/** A flow that nobody published, and that others draw; or none at all. */
export function OnlyDrafts({ flowId }: { flowId: string }) {
  const [removing, setRemoving] = useState<FlowDraftFacts>();
  const drafts = useQuery({
    queryKey: ['flow', flowId, 'drafts'],
    queryFn: async () => (await api.drafts(flowId)).drafts,
  });
  if (drafts.isPending) return <Skeleton rows={3} height={40} label="Loading the drafts" />;
  const all = drafts.data ?? [];
  if (all.length === 0)
    return (
      <Empty title="There is no such flow">
        No flow has the id “{flowId}”. It may never have been saved.
      </Empty>
    );
  return (
    <>
      <Empty title="Nobody has published this flow">
        What there is are drafts of others. They open for their authors; one that was abandoned can be
        removed.
      </Empty>
      <ul className={styles['drafts']} aria-label="Drafts of others">
        {all.map((draft) => (
          <li key={draft.author.id}>
            <p>
              “{draft.title}” of <strong>{draft.author.name}</strong>, changed{' '}
              <Time at={draft.updatedAt} long />
            </p>
            <Button
              aria-label={`Remove: the draft of ${draft.author.name}`}
              onClick={() => setRemoving(draft)}
            >
              Remove…
            </Button>
          </li>
        ))}
      </ul>
      {removing && <RemoveDraft flowId={flowId} draft={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}
