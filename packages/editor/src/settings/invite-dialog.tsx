import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import type { Role } from '../api/user.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldError } from './field-error.ts';
import { FormProblem } from './form-problem.tsx';
import { RoleField } from './role-field.tsx';
import { settingsApi } from './settings-api.ts';
import type { OneTimeLink } from './types.ts';

export function InviteDialog({
  onMade,
  onClose,
}: {
  onMade: (link: OneTimeLink, email: string) => void;
  onClose: () => void;
}) {
  const [role, setRole] = useState<Role>('agent');
  const invite = useMutation({
    mutationFn: settingsApi.invite,
    retry: false,
    onSuccess: ({ link }, { email }) => onMade(link, email),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    invite.mutate({ email: formText(event.currentTarget, 'email'), role });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Invite a person"
      text="You get a link to hand over; nothing is mailed. It works once, for seven days."
    >
      <form onSubmit={submit}>
        <FormProblem error={invite.error} fields={['email', 'role']} />
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="off"
          hint="The person signs in with it."
          error={fieldError(invite.error, 'email', 'This address')}
          required
          autoFocus
        />
        <RoleField role={role} onChange={setRole} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={invite.isPending}>
            Make the link
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
