import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { exactTime } from '../ui/relative-time.ts';
import { CopyField } from './copy-field.tsx';

/** A secret or a link that nobody can see again. */
export function ShownOnce({
  title,
  text,
  label,
  value,
  expiresAt,
  onClose,
}: {
  title: string;
  text: string;
  label: string;
  value: string;
  expiresAt: number;
  onClose: () => void;
}) {
  return (
    <Dialog open onClose={onClose} title={title} text={text}>
      <CopyField label={label} value={value} />
      <p>It works until {exactTime(expiresAt)}.</p>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          I have it
        </Button>
      </DialogActions>
    </Dialog>
  );
}
