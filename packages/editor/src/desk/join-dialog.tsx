import type { SubmitEvent } from 'react';
import type { CaseSummary } from '../api/case.ts';
import { useUser } from '../app/session.tsx';
import { caseTitle } from '../case/case-title.ts';
import { Button } from '../ui/button.tsx';
import { Channel } from '../ui/channel.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { formText } from '../ui/form-text.ts';
import { Owner } from '../ui/owner.tsx';
import { Time } from '../ui/time.tsx';
import styles from './link-dialogs.module.css';

type JoinDialogProps = {
  open: boolean;
  /** The customer's other open cases. */
  cases: CaseSummary[];
  busy: boolean;
  onJoin: (into: string) => void;
  onDone: () => void;
};

/** This case is about the same as another one of the customer, and goes on there. */
export function JoinDialog({ open, cases, busy, onJoin, onDone }: JoinDialogProps) {
  const me = useUser();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onJoin(formText(event.currentTarget, 'into'));
  };
  return (
    <Dialog
      open={open}
      onClose={onDone}
      title="Join with another case"
      text="This case goes on in the one you choose, with what is unanswered, known and promised. The customer is told nothing, and you can undo it."
    >
      <form onSubmit={submit}>
        <fieldset className={styles['choices']}>
          <legend className="unseen">Open cases of the customer</legend>
          {cases.map((summary, n) => (
            <label key={summary.id}>
              <input
                type="radio"
                name="into"
                value={summary.id}
                defaultChecked={n === 0}
                autoFocus={n === 0}
              />
              <span className={styles['text']}>{caseTitle(summary)}</span>
              <span className={styles['about']}>
                <Channel name={summary.channel} label /> <Owner of={summary} me={me.id} />{' '}
                <Time at={summary.updatedAt} long />
              </span>
            </label>
          ))}
        </fieldset>
        <DialogActions>
          <Button onClick={onDone}>Cancel</Button>
          <Button look="primary" type="submit" busy={busy} disabled={cases.length === 0}>
            Join
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
