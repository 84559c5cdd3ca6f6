import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Time } from '../ui/time.tsx';
import type { RetentionPreview, RetentionSettings } from './types.ts';

/** Says what the next sweep would erase, before anything is set. */
export function RetentionDialog({
  next,
  preview: { cases, oldest, mails, more },
  busy,
  onSave,
  onClose,
}: {
  next: RetentionSettings;
  preview: RetentionPreview;
  busy: boolean;
  onSave: () => void;
  onClose: () => void;
}) {
  const erases = cases > 0 || mails > 0;
  const number = (count: number) => `${more ? 'At least ' : ''}${count.toLocaleString('en')}`;
  return (
    <Dialog
      open
      onClose={onClose}
      title={erases ? 'This erases for good' : 'Nothing is erased at once'}
      text={
        erases
          ? 'Within the next hours, and then as time goes by. Nobody can undo it.'
          : 'Nothing is old enough yet. What gets older is erased as time goes by.'
      }
    >
      {cases > 0 && (
        <p>
          <b>
            {number(cases)} closed {cases === 1 ? 'case' : 'cases'}
          </b>
          , the oldest closed {oldest !== undefined && <Time at={oldest} long />}
          {next.customersToo && ', and the customers who have no other'}. Those that belong to an open case
          stay.
        </p>
      )}
      {mails > 0 && (
        <p>
          <b>
            {number(mails)} {mails === 1 ? 'mail' : 'mails'}
          </b>{' '}
          that {mails === 1 ? 'was' : 'were'} set aside.
        </p>
      )}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look={erases ? 'danger' : 'primary'} busy={busy} onClick={onSave}>
          {erases ? 'Set it, and erase' : 'Set it'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
