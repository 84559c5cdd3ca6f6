import { useState } from 'react';
import { api } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { tellError } from '../ui/toast.tsx';
import type { DraftSync } from './draft-sync.ts';
import { drawingOf } from './read-drawing.ts';

type DraftConflictProps = { revision: number; sync: DraftSync; flowId: string };

/** The draft was written elsewhere meanwhile: which of the two is to stand. */
export function DraftConflict({ revision, sync, flowId }: DraftConflictProps) {
  const [busy, setBusy] = useState(false);
  const decide = (action: () => Promise<void>) => {
    setBusy(true);
    action()
      .catch((error: unknown) => tellError('That did not work.', error))
      .finally(() => setBusy(false));
  };
  const takeTheirs = async () => {
    const { flow, base, revision: standing } = await api.draft(flowId);
    sync.take(drawingOf(flow), 'Took what another window saved', base);
    sync.settle({ base, revision: standing });
  };
  return (
    <Dialog
      open
      onClose={() => undefined}
      title="This draft was changed in another window"
      text="Both are whole. What you do not take stays in the history of this window: Undo brings it back."
    >
      <DialogActions>
        {revision > 0 && (
          <Button busy={busy} onClick={() => decide(takeTheirs)}>
            Take what is saved there
          </Button>
        )}
        <Button look="primary" busy={busy} onClick={() => decide(() => sync.saveOver(revision))}>
          Save what is drawn here
        </Button>
      </DialogActions>
    </Dialog>
  );
}
