import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import type { Role, User } from '../api/user.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { fieldError } from './field-error.ts';
import { FormProblem } from './form-problem.tsx';
import { RoleField } from './role-field.tsx';
import { settingsApi, tokensQuery } from './settings-api.ts';
import styles from './settings.module.css';
import type { AccountChange, OneTimeLink } from './types.ts';

/** What an administrator may change about somebody's account. */
export function AccountDialog({
  user,
  onDone,
  onClose,
}: {
  user: User;
  onDone: (text: string, link?: OneTimeLink) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState(user.name);
  const [role, setRole] = useState<Role>(user.role);
  const change = useMutation({
    mutationFn: ({ body }: { body: AccountChange; text: string }) => settingsApi.changeAccount(user.id, body),
    retry: false,
    onSuccess: ({ link }, { text }) => onDone(text, link),
  });
  const { data: tokens } = useQuery({
    ...tokensQuery,
    select: (all) => all.filter((token) => token.userId === user.id && token.expiresAt > Date.now()).length,
  });
  const isChanged = name.trim() !== user.name || role !== user.role;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate({
      body: {
        ...(name.trim() !== user.name && { name: name.trim() }),
        ...(role !== user.role && { role }),
      },
      text: `The account of ${name.trim()} is changed.`,
    });
  };
  return (
    <Dialog open onClose={onClose} title={user.name} text={user.email}>
      <form onSubmit={submit}>
        <FormProblem error={change.error} fields={['name', 'role']} />
        <TextField
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          hint="Customers see it when the person answers."
          error={fieldError(change.error, 'name', 'The name')}
          required
          maxLength={100}
        />
        <RoleField role={role} onChange={setRole} error={fieldError(change.error, 'role', 'The role')} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!isChanged} busy={change.isPending}>
            Save
          </Button>
        </DialogActions>
      </form>
      <div className={styles['asides']}>
        <p>
          Make a link for a new password. The old one works until the link is used; then the person is signed
          out everywhere, and {tokensOf(tokens)}: programs that use them need new ones.
        </p>
        <Button
          busy={change.isPending}
          disabled={user.disabled === true}
          onClick={() =>
            change.mutate({ body: { resetPassword: true }, text: 'The link for a new password is made.' })
          }
        >
          Link for a new password
        </Button>
        <p>
          {user.disabled
            ? 'Nobody can sign in with this account. Opened again, the old password works.'
            : 'A closed account cannot sign in, its sessions and API tokens end at once. What the person did stays under their name.'}
        </p>
        <Button
          look={user.disabled ? 'plain' : 'danger'}
          busy={change.isPending}
          onClick={() =>
            change.mutate({
              body: { disabled: user.disabled !== true },
              text: user.disabled ? 'The account is open again.' : 'The account is closed.',
            })
          }
        >
          {user.disabled ? 'Open the account' : 'Close the account'}
        </Button>
      </div>
    </Dialog>
  );
}

function tokensOf(count: number | undefined): string {
  if (count === undefined) return 'all API tokens of this account end';
  if (count === 0) return 'API tokens that this account has by then end (it has none now)';
  return count === 1
    ? 'the one API token of this account ends'
    : `all ${count} API tokens of this account end`;
}
