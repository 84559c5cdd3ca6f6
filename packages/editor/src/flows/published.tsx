import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { MoveProgress } from './move-progress.tsx';

type PublishedProps = { flowId: string; hash: string; version: number; onClose: () => void };

/** It is live, and running cases are being moved to it: that goes on, whether anybody looks or not. */
export function Published({ flowId, hash, version, onClose }: PublishedProps) {
  return (
    <Dialog open onClose={onClose} title={`Version ${version} is live`}>
      <MoveProgress flowId={flowId} hash={hash} />
      <DialogActions>
        <Button look="primary" autoFocus onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
