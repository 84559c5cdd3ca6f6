import { ArrowLeft, MoreHorizontal, Redo2, Undo2, Upload } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import type { FlowVersion } from '../api/flow.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { isMac } from '../ui/is-mac.ts';
import type { DraftState } from './draft-sync.ts';
import { useDraft } from './draft-context.tsx';
import styles from './flow-header.module.css';
import { useEditor, useFlowEditor } from './use-flow-editor.tsx';

const FlowMenu = lazy(async () => ({ default: (await import('./flow-menu.tsx')).FlowMenu }));
const PublishDialog = lazy(async () => ({ default: (await import('./publish-dialog.tsx')).PublishDialog }));

/** What is open, what became of the changes, and publishing. */
export function FlowHeader({ live }: { live: FlowVersion | null }) {
  const editor = useEditor();
  const title = useFlowEditor((state) => state.flow.title);
  const readOnly = useFlowEditor((state) => state.readOnly);
  const before = useFlowEditor(({ history }) => history.past.at(-1)?.title);
  const after = useFlowEditor(({ history }) => history.future.at(-1)?.title);
  const { state, sync } = useDraft();
  const [publishing, setPublishing] = useState(false);
  const { undo, redo } = editor.getState();
  return (
    <header className={styles['header']}>
      <Link to="/flows" className={styles['back']} aria-label="All flows">
        <ArrowLeft aria-hidden="true" />
      </Link>
      <h1>{title || 'Without a title'}</h1>
      <p className={styles['live']}>{live ? `version ${live.version} is live` : 'never published'}</p>
      {readOnly ? (
        <p className={styles['state']}>To look at: drawing is for operations and developers</p>
      ) : (
        <p className={styles['state']} data-is={state.is} role="status">
          {state.is === 'clean' ? cleanWords(live, sync.base()) : wordsOf(state)}
        </p>
      )}
      <div className={styles['actions']}>
        <More isLive={live !== null} />
        {!readOnly && (
          <>
            <IconButton
              label={before ? `Undo: ${before} (${isMac ? '⌘' : 'Ctrl '}Z)` : 'Undo'}
              disabled={!before}
              onClick={undo}
            >
              <Undo2 />
            </IconButton>
            <IconButton label={after ? `Redo: ${after}` : 'Redo'} disabled={!after} onClick={redo}>
              <Redo2 />
            </IconButton>
            <Button look="primary" icon={<Upload />} onClick={() => setPublishing(true)}>
              Publish
            </Button>
          </>
        )}
      </div>
      <Suspense>{publishing && <PublishDialog live={live} onClose={() => setPublishing(false)} />}</Suspense>
    </header>
  );
}

/** Its menu comes when it is opened. */
function More({ isLive }: { isLive: boolean }) {
  const [isOpened, setOpened] = useState(false);
  const button = (
    <IconButton label="More" aria-haspopup="menu" onClick={() => setOpened(true)}>
      <MoreHorizontal />
    </IconButton>
  );
  return isOpened ? (
    <Suspense fallback={button}>
      <FlowMenu isLive={isLive} />
    </Suspense>
  ) : (
    button
  );
}

/** Another version may have gone live since this one was opened. */
function cleanWords(live: FlowVersion | null, base: string | null): string {
  if (live === null) return 'Nothing is drawn yet';
  return live.hash === base ? 'As it is live' : `Not version ${live.version}: another one is shown`;
}

function wordsOf(state: Exclude<DraftState, { is: 'clean' }>): string {
  switch (state.is) {
    case 'waiting':
    case 'saving':
      return 'Saving your draft';
    case 'saved':
      return 'Your draft is saved';
    case 'unsaved':
      return `Kept in this browser, not saved yet. ${state.why}`;
    case 'conflict':
      return 'Changed in another window';
  }
}
