import { useQuery } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { queuesQuery } from '../api/queries.ts';
import type { AgentAction } from '../api/case.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';
import { newAction, type Act } from './use-act.ts';

export type Asking = 'return' | 'transfer' | 'close' | undefined;

type Props = { asking: Asking; onDone: () => void; act: Act; queue: string | undefined };

/** What hands a case on is asked once, with the words that go along. */
export function ActionDialogs({ asking, onDone, act, queue }: Props) {
  const queues = useQuery({ ...queuesQuery, enabled: asking === 'transfer' });
  const others = queues.data?.filter(({ name }) => name !== queue) ?? [];
  const submit =
    (read: (form: (name: string) => string) => AgentAction) => (event: SubmitEvent<HTMLFormElement>) => {
      event.preventDefault();
      const form = event.currentTarget;
      act.mutate(newAction(read((name) => formText(form, name))));
      onDone();
    };

  return (
    <>
      <Dialog
        open={asking === 'return'}
        onClose={onDone}
        title="Give back to the flow"
        text="The flow goes on where it stopped, and answers again."
      >
        <form onSubmit={submit((form) => ({ type: 'return', ...optional('text', form('text')) }))}>
          <TextArea label="What happened, for the brief (optional)" name="text" maxLength={2_000} autoFocus />
          <Actions onCancel={onDone} label="Give back" />
        </form>
      </Dialog>
      <Dialog
        open={asking === 'transfer'}
        onClose={onDone}
        title="Transfer"
        text="The case waits in the other queue, with its brief and everything said."
      >
        <form
          onSubmit={submit((form) => ({
            type: 'transfer',
            queue: form('queue'),
            ...optional('reason', form('reason')),
          }))}
        >
          <SelectField label="Queue" name="queue" required autoFocus>
            {others.map(({ name, waiting }) => (
              <option key={name} value={name}>
                {name} ({waiting} waiting)
              </option>
            ))}
          </SelectField>
          <TextField label="Reason (optional)" name="reason" maxLength={200} />
          <Actions onCancel={onDone} label="Transfer" disabled={others.length === 0} />
        </form>
      </Dialog>
      <Dialog
        open={asking === 'close'}
        onClose={onDone}
        title="Close the case"
        text="A new message of the customer opens it again."
      >
        <form onSubmit={submit((form) => ({ type: 'close', ...optional('reason', form('reason')) }))}>
          <TextField label="Reason (optional)" name="reason" maxLength={200} placeholder="Solved" autoFocus />
          <Actions onCancel={onDone} label="Close the case" />
        </form>
      </Dialog>
    </>
  );
}

function Actions({
  onCancel,
  label,
  disabled = false,
}: {
  onCancel: () => void;
  label: string;
  disabled?: boolean;
}) {
  return (
    <DialogActions>
      <Button onClick={onCancel}>Cancel</Button>
      <Button look="primary" type="submit" disabled={disabled}>
        {label}
      </Button>
    </DialogActions>
  );
}

function optional<Name extends string>(name: Name, value: string): { [key in Name]?: string } {
  return (value === '' ? {} : { [name]: value }) as { [key in Name]?: string };
}
