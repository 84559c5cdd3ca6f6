import type { SubmitEvent } from 'react';
import { useState } from 'react';
import type { StaffMessage } from '../api/message.ts';
import { Button } from '../ui/button.tsx';
import { Channel } from '../ui/channel.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Time } from '../ui/time.tsx';
import styles from './link-dialogs.module.css';

type SplitDialogProps = {
  open: boolean;
  /** What the customer said in this case. */
  messages: StaffMessage[];
  busy: boolean;
  onSplit: (messages: string[]) => void;
  onDone: () => void;
};

/** A second issue in the same case: its messages are chosen, and go their own way. */
export function SplitDialog({ open, onDone, ...rest }: SplitDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onDone}
      title="Split the case"
      text="Choose the messages about the other issue. They go into a new case, which is yours; the customer is told nothing."
    >
      <Choices {...rest} onDone={onDone} />
    </Dialog>
  );
}

function Choices({ messages, busy, onSplit, onDone }: Omit<SplitDialogProps, 'open'>) {
  const [chosen, setChosen] = useState<string[]>([]);
  const all = chosen.length === messages.length;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSplit(messages.map(({ id }) => id).filter((id) => chosen.includes(id)));
  };
  return (
    <form onSubmit={submit}>
      <fieldset className={styles['choices']}>
        <legend className="unseen">Messages of the customer</legend>
        {messages.map(({ id, text, channel, at, attachments }, n) => (
          <label key={id}>
            <input
              type="checkbox"
              autoFocus={n === 0}
              checked={chosen.includes(id)}
              onChange={({ target }) =>
                setChosen((now) => (target.checked ? [...now, id] : now.filter((one) => one !== id)))
              }
            />
            <span className={styles['text']}>
              {text || attachments?.map(({ name }) => name).join(', ') || 'A message'}
            </span>
            <span className={styles['about']}>
              <Channel name={channel} label /> <Time at={at} long />
            </span>
          </label>
        ))}
      </fieldset>
      <p className={styles['hint']} role="status">
        {all ? 'Leave at least one message in this case.' : `${chosen.length} of ${messages.length} chosen`}
      </p>
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button look="primary" type="submit" busy={busy} disabled={chosen.length === 0 || all}>
          Split
        </Button>
      </DialogActions>
    </form>
  );
}
