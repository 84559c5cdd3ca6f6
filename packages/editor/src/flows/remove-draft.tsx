import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { api } from '../api/client.ts';
import { ApiError } from '../api/request.ts';
import type { FlowDraftFacts } from '../api/flow.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { Time } from '../ui/time.tsx';
import { tell, tellError } from '../ui/toast.tsx';
import { draftLoss } from './draft-loss.ts';
import { saveFlowFile } from './flow-file.ts';
import { drawingOf, readDrawing } from './read-drawing.ts';
import styles from './remove-draft.module.css';

type RemoveDraftProps = { flowId: string; draft: FlowDraftFacts; onClose: () => void; onDone?: () => void };

/** Somebody else's draft goes for good: whose it is, how old, what is in it, and the way to keep that. */
export function RemoveDraft({ flowId, draft, onClose, onDone }: RemoveDraftProps) {
  const client = useQueryClient();
  const { id: author, name } = draft.author;
  const read = useQuery({
    // Not below the flow: once it is removed nobody is to read it again.
    queryKey: ['draft-of', flowId, author],
    queryFn: async () => {
      const now = await api.draftOf(flowId, author);
      const base = now.base === null ? null : drawingOf((await api.flow(flowId, now.base)).flow);
      return { ...now, loss: draftLoss(readDrawing(now.flow), base) };
    },
    gcTime: 0,
  });
  const again = () => client.invalidateQueries({ queryKey: ['flow', flowId, 'drafts'] });
  const remove = useMutation({
    mutationFn: (revision: number) => api.removeDraftOf(flowId, author, revision),
    retry: false,
    onSuccess: async () => {
      tell(`The draft of ${name} is removed.`);
      await Promise.all([again(), client.invalidateQueries({ queryKey: ['flows'] })]);
      onClose();
      onDone?.();
    },
    onError(error) {
      tellError('The draft is still there.', error);
      // Saved meanwhile, or removed: what is shown is not what it is.
      if (error instanceof ApiError && error.code === 'draft.conflict') void read.refetch();
      void again();
    },
  });
  const shown = read.data;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Remove the draft of ${name}`}
      text="It cannot be brought back here. Versions that were published, and the drafts of others, stay as they are."
    >
      {read.isPending ? (
        <Skeleton rows={2} height={40} label="Loading the draft" />
      ) : read.isError ? (
        <Failed error={read.error} what="The draft" onRetry={() => void read.refetch()} />
      ) : (
        <>
          <p>
            Last saved <Time at={read.data.updatedAt} long />. {read.data.loss.text}
          </p>
          {read.data.loss.changes.length > 0 && (
            <ul className={styles['loss']} aria-label="What would be lost">
              {read.data.loss.changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          )}
          <div>
            <Button
              icon={<Download />}
              onClick={() => saveFlowFile(read.data.flow as { id: string }, `${flowId} draft of ${name}`)}
            >
              Download it as JSON first
            </Button>
          </div>
        </>
      )}
      <DialogActions>
        <Button onClick={onClose}>Keep it</Button>
        <Button
          look="danger"
          disabled={!shown}
          busy={remove.isPending}
          onClick={() => shown && remove.mutate(shown.revision)}
        >
          Remove it
        </Button>
      </DialogActions>
    </Dialog>
  );
}
