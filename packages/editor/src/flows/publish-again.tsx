import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api } from '../api/client.ts';
import type { FlowVersion, RunningCases } from '../api/flow.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { tell, tellError } from '../ui/toast.tsx';
import { Published } from './published.tsx';
import { RunningCasesChoice } from './running-cases-choice.tsx';

type PublishAgainProps = { version: FlowVersion; liveHash: string; onClose: () => void };

/** Rolls back: an older version is live again. */
export function PublishAgain({ version: { flowId, hash, version }, liveHash, onClose }: PublishAgainProps) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [running, setRunning] = useState<RunningCases>('pinned');
  const [isMoving, setIsMoving] = useState(false);
  const what = useMemo(() => ({ hash }), [hash]);
  const publish = () => {
    setBusy(true);
    api
      .publish(flowId, { hash, expected: liveHash, ...(running === 'move' && { running }) })
      .then(
        async ({ moving = 0 }) => {
          if (moving > 0) setIsMoving(true);
          else tell(`Version ${version} is live again for new cases.`);
          await client.invalidateQueries({ queryKey: ['flow', flowId, 'versions'] });
          if (moving === 0) onClose();
        },
        (error: unknown) => tellError('Not published.', error),
      )
      .finally(() => setBusy(false));
  };
  if (isMoving) return <Published flowId={flowId} hash={hash} version={version} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Publish version ${version} again`}
      text="New cases run it from now on. Your draft stays as it is."
    >
      <RunningCasesChoice flowId={flowId} what={what} choice={running} onChoose={setRunning} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" busy={busy} onClick={publish}>
          Publish version {version}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
