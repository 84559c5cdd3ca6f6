import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { api } from '../api/client.ts';
import { useUser } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { tellError } from '../ui/toast.tsx';
import type { DraftState, DraftSync } from './draft-sync.ts';
import { createDraftSync } from './draft-sync.ts';
import { keptDrafts } from './kept-drafts.ts';
import type { Opened } from './open-flow.ts';
import { drawingOf } from './read-drawing.ts';
import { useEditor } from './use-flow-editor.tsx';

type Draft = { state: DraftState; sync: DraftSync };

const Context = createContext<Draft | undefined>(undefined);

/** Keeps the draft of the open flow, and asks what to do when it was written elsewhere meanwhile. */
export function DraftProvider({ opened, children }: { opened: Opened; children: ReactNode }) {
  const editor = useEditor();
  const user = useUser();
  const { flow, begun, kept } = opened;
  const [state, setState] = useState<DraftState>(
    begun.revision > 0 ? { is: 'saved', at: 0 } : { is: 'clean' },
  );
  const flowId = flow.id;
  const [store] = useState(() => keptDrafts(user.id, flowId));
  const [sync] = useState(() => {
    const from = kept ?? begun;
    return createDraftSync({
      editor,
      begun: { base: from.base, revision: from.revision },
      save: (draft) => api.saveDraft(flowId, draft),
      keep: (draft) => store.keep(draft),
      onState: setState,
    });
  });

  useEffect(() => {
    if (editor.getState().readOnly) return;
    const stop = sync.start();
    // What did not reach the server the last time goes on from there; a conflict, if there is one, is asked about.
    if (kept) editor.getState().replace(kept.flow, 'Changes that this browser had kept');
    const online = () => void sync.flush().catch(() => undefined);
    addEventListener('online', online);
    return () => {
      removeEventListener('online', online);
      stop();
    };
  }, [editor, sync, kept]);

  return (
    <Context value={{ state, sync }}>
      {children}
      {state.is === 'conflict' && <Conflict revision={state.revision} sync={sync} flowId={flowId} />}
    </Context>
  );
}

export function useDraft(): Draft {
  const draft = useContext(Context);
  if (!draft) throw new Error('This part is for a flow that is open.');
  return draft;
}

function Conflict({ revision, sync, flowId }: { revision: number; sync: DraftSync; flowId: string }) {
  const editor = useEditor();
  const [busy, setBusy] = useState(false);
  const decide = (action: () => Promise<void>) => {
    setBusy(true);
    action()
      .catch((error: unknown) => tellError('That did not work.', error))
      .finally(() => setBusy(false));
  };
  const takeTheirs = async () => {
    const { flow, base, revision: standing } = await api.draft(flowId);
    editor.getState().replace(drawingOf(flow), 'Took what another window saved');
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
