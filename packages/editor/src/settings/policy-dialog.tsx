import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import type { Json } from '@throughline/flow/json';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { fieldError } from './field-error.ts';
import { FormProblem } from './form-problem.tsx';
import { draftOf, retyped, valueIn } from './policy-draft.ts';
import { PolicyValueField } from './policy-value-field.tsx';
import { policyTypeWords } from './policy-words.ts';
import { settingsApi } from './settings-api.ts';
import { policyTypes, type Policy, type PolicyType } from './types.ts';

/** Sets a policy: one that is there, or a new one. */
export function PolicyDialog({
  policy,
  taken,
  onDone,
  onClose,
}: {
  policy?: Policy;
  taken: string[];
  onDone: (title: string) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState(policy?.name ?? '');
  const [title, setTitle] = useState(policy?.title ?? '');
  const [draft, setDraft] = useState(() =>
    draftOf(policy?.type ?? 'text', policy?.value as Json | undefined),
  );
  const [unread, setUnread] = useState<string>();
  const set = useMutation({
    mutationFn: (value: Json) => settingsApi.setPolicy(name, { type: draft.type, value, title }),
    retry: false,
    onSuccess: () => onDone(title),
  });
  const isTaken = !policy && taken.includes(name);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const read = valueIn(draft);
    setUnread(read.ok ? undefined : read.text);
    if (read.ok && !isTaken) set.mutate(read.value);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={policy ? policy.title : 'New policy'}
      text="It holds for every channel, flow and article within a second, for cases that are open too."
    >
      <form onSubmit={submit}>
        <FormProblem error={set.error} fields={['name', 'title', 'type', 'value']} />
        {!policy && (
          <TextField
            label="Name"
            value={name}
            onChange={(event) => setName(event.target.value)}
            placeholder="refundDays"
            hint={`Flows and articles read it as policy.${name || 'refundDays'}. It cannot be changed later.`}
            error={
              isTaken
                ? 'There is a policy of this name. Edit that one, or choose another name.'
                : fieldError(set.error, 'name', 'The name')
            }
            required
            autoFocus
            maxLength={60}
          />
        )}
        <TextField
          label="Title"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          hint="What it means, for colleagues."
          error={fieldError(set.error, 'title', 'The title')}
          required
          maxLength={200}
        />
        <SelectField
          label="Type"
          value={draft.type}
          hint={policy && 'Flows that read it expect its type: change it only with them.'}
          onChange={(event) => {
            setUnread(undefined);
            setDraft(retyped(draft, event.target.value as PolicyType));
          }}
        >
          {policyTypes.map((type) => (
            <option key={type} value={type}>
              {policyTypeWords[type]}
            </option>
          ))}
        </SelectField>
        <PolicyValueField
          draft={draft}
          onChange={setDraft}
          error={unread ?? fieldError(set.error, 'value', 'The value')}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={set.isPending}>
            Set
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
