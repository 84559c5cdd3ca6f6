import { lazy, Suspense, useState } from 'react';
import type { Flow } from '@throughline/flow/schema';
import { api } from '../api/client.ts';
import type { FlowVersion } from '../api/flow.ts';
import { Button } from '../ui/button.tsx';
import { tellError } from '../ui/toast.tsx';
import styles from './publish-dialog.module.css';
import { drawingOf } from './read-drawing.ts';
import { useEditor } from './use-flow-editor.tsx';
import { useMerge } from './use-merge.ts';

const CompareView = lazy(async () => ({ default: (await import('./compare-view.tsx')).CompareView }));

/** Another version went live since the draft was begun: what it is, and how to bring its changes in. */
export function NewerVersion({ live }: { live: FlowVersion }) {
  const editor = useEditor();
  const { mergeLive } = useMerge();
  const [busy, setBusy] = useState(false);
  const [compared, setCompared] = useState<Flow>();
  const name = `version ${live.version}`;

  async function withLive(then: (flow: Flow) => unknown): Promise<void> {
    setBusy(true);
    try {
      await then(drawingOf((await api.flow(live.flowId, live.hash)).flow));
    } catch (error) {
      tellError(`Version ${live.version} was not read.`, error);
    } finally {
      setBusy(false);
    }
  }
  const merge = (flow: Flow) => mergeLive({ name, flow, base: live.hash });

  return (
    <div className={styles['newer']} role="alert">
      <p>
        <strong>
          Version {live.version} of {live.author.name} is live since you began this draft
        </strong>
        {live.note && `: “${live.note}”`}. Yours does not have its changes: published as it is, it takes them
        out.
      </p>
      <div>
        <Button busy={busy} onClick={() => void withLive(setCompared)}>
          Compare
        </Button>
        <Button look="primary" busy={busy} onClick={() => void withLive(merge)}>
          Merge into your draft
        </Button>
      </div>
      <Suspense>
        {compared && (
          <CompareView
            title={`Your draft and version ${live.version}`}
            before={{ flow: compared, name }}
            after={{ flow: editor.getState().flow, name: 'your draft' }}
            onClose={() => setCompared(undefined)}
          />
        )}
      </Suspense>
    </div>
  );
}
