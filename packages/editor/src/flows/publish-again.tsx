import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import type { FlowVersion } from '../api/types.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { tell, tellError } from '../ui/toast.tsx';

type PublishAgainProps = { version: FlowVersion; liveHash: string; onClose: () => void };

/** Rolls back: an older version is live again. */
export function PublishAgain({ version: { flowId, hash, version }, liveHash, onClose }: PublishAgainProps) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const publish = () => {
    setBusy(true);
    api
      .publish(flowId, { hash, expected: liveHash })
      .then(
        async () => {
          tell(`Version ${version} is live again for new cases.`);
          await client.invalidateQueries({ queryKey: ['flow', flowId, 'versions'] });
          onClose();
        },
        (error: unknown) => tellError('Not published.', error),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Publish version ${version} again`}
      text="New cases run it from now on. Your draft stays as it is, and running cases go on by the version they began with."
    >
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" busy={busy} onClick={publish}>
          Publish version {version}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
