import { useState } from 'react';
import type { Conversation } from '@throughline/flow/conversation';
import { actInWords } from '@throughline/flow/flow-test';
import { talkOf } from '@throughline/flow/simulation-talk';
import { ApiError } from '../api/request.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { tellError } from '../ui/toast.tsx';
import type { Session } from './session.ts';
import styles from './save-test-dialog.module.css';

type SaveTestDialogProps = {
  session: Session;
  onClose: () => void;
  onSave: (test: Conversation) => Promise<void>;
};

/** A run as a test: the way it took is expected again, and what its author says must be in the answers. */
export function SaveTestDialog({ session, onClose, onSave }: SaveTestDialogProps) {
  const [test] = useState(() => session.test('Test'));
  const { simulation } = session.getState();
  const answers = answersByTurn(session);
  const [title, setTitle] = useState(() => firstWords(test));
  const [says, setSays] = useState<string[]>(() => test.turns.map(() => ''));
  const [saving, setSaving] = useState(false);
  const [taken, setTaken] = useState<string>();
  const missing = says.map((text, turn) => !answers[turn]?.toLowerCase().includes(text.trim().toLowerCase()));

  async function save(): Promise<void> {
    setSaving(true);
    const turns = test.turns.map((turn, index) => {
      const text = says[index]?.trim();
      return text ? { ...turn, expect: { ...turn.expect, says: [text] } } : turn;
    });
    try {
      await onSave({ ...test, title: title.trim(), turns });
    } catch (error) {
      if (isTaken(error)) setTaken(title.trim());
      else tellError('The test could not be saved.', error);
      setSaving(false);
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title="Save as a test"
      text={`The flow must go this way again: ${simulation.acts.length} ${simulation.acts.length === 1 ? 'turn' : 'turns'}, the nodes by their ports, who has the case, and what nodes found.`}
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label="What it shows"
          value={title}
          maxLength={200}
          required
          error={taken === title.trim() ? 'Another test has this name: choose one of its own.' : undefined}
          onChange={(event) => setTitle(event.target.value)}
        />
        {answers.some((answer) => answer !== '') && <h3>Answers must contain</h3>}
        {test.turns.map((turn, index) =>
          answers[index] === '' ? null : (
            <TextField
              key={index}
              label={actInWords(turn)}
              hint={answers[index]}
              error={missing[index] ? `The answer was: ${answers[index]}` : undefined}
              placeholder="A few words that matter, such as 30 days"
              value={says[index]}
              onChange={(event) => setSays(says.with(index, event.target.value))}
            />
          ),
        )}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            busy={saving}
            disabled={title.trim() === '' || missing.includes(true)}
          >
            Save the test
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function isTaken(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'test.exists';
}

function answersByTurn(session: Session): string[] {
  const { simulation } = session.getState();
  const lines = talkOf(simulation).filter(({ from }) => from !== 'customer');
  return simulation.acts.map(({ after }, index) => {
    const until = simulation.acts[index + 1]?.after ?? Infinity;
    return lines
      .filter(({ seq }) => seq > after && seq <= until)
      .map(({ text }) => text)
      .join(' ');
  });
}

function firstWords({ turns: [first] }: Conversation): string {
  return first ? actInWords(first).slice(0, 80) : '';
}
