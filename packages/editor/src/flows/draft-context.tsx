import { createContext, lazy, Suspense, useContext, useEffect, useState, type ReactNode } from 'react';
import { api } from '../api/client.ts';
import type { DraftState, DraftSync } from './draft-sync.ts';
import { createDraftSync } from './draft-sync.ts';
import type { Opened } from './open-flow.ts';
import { useEditor } from './use-flow-editor.tsx';

const DraftConflict = lazy(async () => ({ default: (await import('./draft-conflict.tsx')).DraftConflict }));
const LeftDrafts = lazy(async () => ({ default: (await import('./left-drafts.tsx')).LeftDrafts }));

type Draft = { state: DraftState; sync: DraftSync };

const Context = createContext<Draft | undefined>(undefined);

/** Keeps the draft of the open flow, and asks what to do when it was written elsewhere meanwhile. */
export function DraftProvider({ opened, children }: { opened: Opened; children: ReactNode }) {
  const editor = useEditor();
  const { flow, begun, kept } = opened;
  const [state, setState] = useState<DraftState>(
    begun.revision > 0 ? { is: 'saved', at: 0 } : { is: 'clean' },
  );
  const flowId = flow.id;
  const [unsaved] = useState(() => kept?.current());
  const [isAsking, setIsAsking] = useState(kept !== undefined && kept.left.length > 0);
  const [sync] = useState(() => {
    const from = unsaved ?? begun;
    return createDraftSync({
      editor,
      begun: { base: from.base, revision: from.revision },
      save: (draft) => api.saveDraft(flowId, draft),
      keep: (draft) => kept?.keep(draft),
      onState: setState,
    });
  });

  useEffect(() => {
    if (editor.getState().readOnly) return;
    const stop = sync.start();
    // What did not reach the server the last time goes on from there; a conflict, if there is one, is asked about.
    if (unsaved) editor.getState().replace(unsaved.flow, 'Changes that this browser had kept');
    const online = () => void sync.flush().catch(() => undefined);
    addEventListener('online', online);
    return () => {
      removeEventListener('online', online);
      stop();
    };
  }, [editor, sync, unsaved]);

  return (
    <Context value={{ state, sync }}>
      {children}
      <Suspense>
        {state.is === 'conflict' && <DraftConflict revision={state.revision} sync={sync} flowId={flowId} />}
        {isAsking && kept && state.is !== 'conflict' && (
          <LeftDrafts kept={kept} onClose={() => setIsAsking(false)} />
        )}
      </Suspense>
    </Context>
  );
}

export function useDraft(): Draft {
  const draft = useContext(Context);
  if (!draft) throw new Error('This part is for a flow that is open.');
  return draft;
}
