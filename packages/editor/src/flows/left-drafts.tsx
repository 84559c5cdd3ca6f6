import { lazy, Suspense, useState } from 'react';
import type { LeftCopy } from '../kept/kept-copies.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Time } from '../ui/time.tsx';
import { tell } from '../ui/toast.tsx';
import { useDraft } from './draft-context.tsx';
import type { KeptDraft } from './draft-sync.ts';
import type { KeptDrafts } from './kept-drafts.ts';
import styles from './left-drafts.module.css';
import { useFlowEditor } from './use-flow-editor.tsx';

const CompareView = lazy(async () => ({ default: (await import('./compare-view.tsx')).CompareView }));

type Left = LeftCopy<KeptDraft>;

/** What windows drew that were closed before the server had it: to take, or to throw away. */
export function LeftDrafts({ kept, onClose }: { kept: KeptDrafts; onClose: () => void }) {
  const { sync } = useDraft();
  const mine = useFlowEditor((state) => state.flow);
  const [left, setLeft] = useState(kept.left);
  const [compared, setCompared] = useState<Left>();

  function remove({ window }: Left): void {
    kept.remove(window);
    const rest = left.filter((copy) => copy.window !== window);
    setLeft(rest);
    if (rest.length === 0) onClose();
  }
  function take(copy: Left): void {
    sync.take(copy.value.flow, 'Took what a closed window had kept', copy.value.base);
    tell('Your draft is now as that window left it. Undo brings back what was here.');
    remove(copy);
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title="Windows that were closed left changes"
      text="They drew this flow, and the server did not get it. You are asked again the next time about what you leave here; after 30 days it is removed."
    >
      <ul className={styles['left']}>
        {left.map((copy) => (
          <li key={copy.window}>
            <p>
              Changed <Time at={copy.at} long />
            </p>
            <Button onClick={() => setCompared(copy)}>Compare</Button>
            <Button onClick={() => take(copy)}>Take over</Button>
            <Button look="quiet" onClick={() => remove(copy)}>
              Throw away
            </Button>
          </li>
        ))}
      </ul>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          Go on with what is drawn here
        </Button>
      </DialogActions>
      <Suspense>
        {compared && (
          <CompareView
            title="Your draft and what a window left"
            before={{ flow: mine, name: 'your draft' }}
            after={{ flow: compared.value.flow, name: 'what it left' }}
            onClose={() => setCompared(undefined)}
          />
        )}
      </Suspense>
    </Dialog>
  );
}
