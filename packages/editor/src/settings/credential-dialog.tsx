import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldError } from './field-error.ts';
import { FormProblem } from './form-problem.tsx';
import { settingsApi } from './settings-api.ts';
import type { CredentialName, NewCredential } from './types.ts';

/** A new credential, or a new secret for one that flows know by its name. */
export function CredentialDialog({
  replaces,
  taken,
  onDone,
  onClose,
}: {
  replaces?: CredentialName;
  taken: string[];
  onDone: (name: string) => void;
  onClose: () => void;
}) {
  const [kind, setKind] = useState<CredentialName['kind']>(replaces?.kind ?? 'bearer');
  const [name, setName] = useState(replaces?.name ?? '');
  const keep = useMutation({
    mutationFn: (body: NewCredential) => settingsApi.keepCredential(name, body),
    retry: false,
    onSuccess: () => onDone(name),
  });
  const isTaken = !replaces && taken.includes(name);
  const errorOf = (field: string, label: string) => fieldError(keep.error, field, label);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isTaken) keep.mutate(credentialIn(event.currentTarget, kind));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={replaces ? `Replace “${replaces.name}”` : 'New credential'}
      {...(replaces && { text: 'Flows that name it send the new secret from now on.' })}
    >
      <form onSubmit={submit}>
        <FormProblem error={keep.error} fields={fields} />
        {!replaces && (
          <TextField
            label="Name"
            value={name}
            onChange={(event) => setName(event.target.value)}
            placeholder="order-service"
            hint="By which flows name it: small letters, digits and -."
            error={
              isTaken
                ? 'There is one of this name. Replace that one, or choose another name.'
                : errorOf('name', 'The name')
            }
            required
            autoFocus
            maxLength={60}
          />
        )}
        <SelectField
          label="How it is sent"
          value={kind}
          onChange={(event) => setKind(event.target.value as CredentialName['kind'])}
        >
          <option value="bearer">Token (Authorization: Bearer)</option>
          <option value="basic">User name and password (Basic)</option>
          <option value="header">A header of its own</option>
        </SelectField>
        {kind === 'bearer' && <Secret label="Token" name="token" error={errorOf('token', 'The token')} />}
        {kind === 'basic' && (
          <>
            <TextField
              label="User name"
              name="username"
              autoComplete="off"
              error={errorOf('username', 'The user name')}
              required
            />
            <Secret label="Password" name="password" error={errorOf('password', 'The password')} />
          </>
        )}
        {kind === 'header' && (
          <>
            <TextField
              label="Header"
              name="header"
              placeholder="X-Api-Key"
              error={errorOf('header', 'The header')}
              required
              maxLength={100}
            />
            <Secret label="Value" name="value" error={errorOf('value', 'The value')} />
          </>
        )}
        <TextArea
          label="Hosts"
          name="hosts"
          defaultValue={replaces?.hosts.join('\n') ?? ''}
          placeholder="api.example.com"
          hint="One a line. The secret goes to these hosts only, whatever address a flow names."
          error={errorOf('hosts', 'The hosts')}
          required
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={keep.isPending}>
            Keep
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const fields = ['name', 'hosts', 'token', 'username', 'password', 'header', 'value'];

function Secret(props: { label: string; name: string; error: string | undefined }) {
  return (
    <TextField
      {...props}
      type="password"
      autoComplete="new-password"
      hint="Kept encrypted, and never shown again."
      required
    />
  );
}

function credentialIn(form: HTMLFormElement, kind: CredentialName['kind']): NewCredential {
  const of = (name: string) => formText(form, name);
  const hosts = of('hosts')
    .split(/[\s,]+/)
    .filter(Boolean);
  switch (kind) {
    case 'bearer':
      return { kind, hosts, token: of('token') };
    case 'basic':
      return { kind, hosts, username: of('username'), password: of('password') };
    case 'header':
      return { kind, hosts, header: of('header'), value: of('value') };
  }
}
