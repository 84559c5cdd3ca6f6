import type { SubmitEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';

type ReasonDialogProps = {
  title: string;
  /** What will happen. */
  text: string;
  question: string;
  hint: string;
  button: string;
  look: 'primary' | 'danger';
  busy: boolean;
  onReason: (reason: string) => void;
  onDone: () => void;
};

/** Who is whom is changed with a reason, which stands there for whoever looks later. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, text, question, hint, button, look, busy, onReason, onDone } = props;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onReason(formText(event.currentTarget, 'reason'));
  };
  return (
    <Dialog open onClose={onDone} title={title} text={text}>
      <form onSubmit={submit}>
        <TextField label={question} name="reason" required maxLength={500} hint={hint} autoFocus />
        <DialogActions>
          <Button onClick={onDone}>Cancel</Button>
          <Button look={look} type="submit" busy={busy}>
            {button}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
