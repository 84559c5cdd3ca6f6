import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FormProblem } from './form-problem.tsx';

/** Asks before something that cannot be taken back; what fails is said here. */
export function AskOnce({
  title,
  text,
  does,
  action,
  onDone,
  onClose,
  children,
}: {
  title: string;
  text: string;
  /** On the button. */
  does: string;
  action: () => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const run = useMutation({ mutationFn: action, onSuccess: onDone, retry: false });
  return (
    <Dialog open onClose={onClose} title={title} text={text}>
      {children}
      <FormProblem error={run.error} fields={[]} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={run.isPending} onClick={() => run.mutate()}>
          {does}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
