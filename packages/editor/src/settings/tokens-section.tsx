import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, SquareTerminal } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import type { Role } from '../api/user.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { TextField } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';
import { Time, useNow } from '../ui/time.tsx';
import { tell } from '../ui/toast.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { AskOnce } from './ask-once.tsx';
import { fieldError } from './field-error.ts';
import { FormProblem } from './form-problem.tsx';
import { RoleField } from './role-field.tsx';
import { roleWords } from './role-words.ts';
import { Section } from './section.tsx';
import { accountsQuery, settingsApi, tokensQuery } from './settings-api.ts';
import styles from './settings.module.css';
import { ShownOnce } from './shown-once.tsx';
import type { ApiToken } from './types.ts';

type Shown =
  { what: 'make' } | { what: 'revoke'; token: ApiToken } | { what: 'made'; token: string; expiresAt: number };

/** Tokens by which programs call the API. */
export function TokensSection() {
  const client = useQueryClient();
  const list = useQuery(tokensQuery);
  const { data: accounts } = useQuery(accountsQuery);
  const now = useNow();
  const [shown, setShown] = useState<Shown>();
  const close = () => setShown(undefined);
  const refresh = () => client.invalidateQueries({ queryKey: ['settings'] });
  const make = () => setShown({ what: 'make' });
  useHotkeys({ n: make });
  const tokens = list.data ?? [];
  const ownerOf = ({ userId }: ApiToken) =>
    accounts?.users.find(({ id }) => id === userId)?.name ?? 'somebody';
  return (
    <Section
      title="API tokens"
      lead={
        <>
          Programs send a token as <code>Authorization: Bearer</code>. It may do what its role may, and never
          more than the account that made it may now: when that is closed, its tokens end.
        </>
      }
      action={
        <Button look="primary" icon={<Plus />} hotkey="n" onClick={make}>
          New token
        </Button>
      }
    >
      {list.isPending ? (
        <Skeleton rows={3} height={52} label="Loading tokens" />
      ) : list.isError ? (
        <Failed error={list.error} what="The tokens" onRetry={() => void list.refetch()} />
      ) : tokens.length === 0 ? (
        <Empty icon={<SquareTerminal />} title="No tokens yet">
          A token lets a program, such as your continuous integration, publish flows or read cases.
        </Empty>
      ) : (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Token</th>
              <th scope="col">Role</th>
              <th scope="col">Last used</th>
              <th scope="col">Works until</th>
              <th scope="col">
                <span className="unseen">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map((token) => (
              <tr key={token.id}>
                <td>
                  <b>{token.name}</b>
                  <small>
                    made by {ownerOf(token)} <Time at={token.createdAt} long />
                  </small>
                </td>
                <td data-label="Role">{roleWords[token.role].title}</td>
                <td data-label="Last used">
                  {token.lastUsedAt ? <Time at={token.lastUsedAt} long /> : 'never'}
                </td>
                <td data-label="Works until">
                  {token.expiresAt <= now ? (
                    <span className={styles['off']}>expired</span>
                  ) : (
                    <Time at={token.expiresAt} long />
                  )}
                </td>
                <td>
                  <Button
                    aria-label={`Revoke: ${token.name}`}
                    onClick={() => setShown({ what: 'revoke', token })}
                  >
                    Revoke
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown?.what === 'make' && (
        <TokenDialog
          onClose={close}
          onMade={(made) => {
            void refresh();
            setShown({ what: 'made', ...made });
          }}
        />
      )}
      {shown?.what === 'made' && (
        <ShownOnce
          title="The token is made"
          text="Put it where the program reads its secrets. It is not shown again."
          label="Token"
          value={shown.token}
          expiresAt={shown.expiresAt}
          onClose={close}
        />
      )}
      {shown?.what === 'revoke' && (
        <AskOnce
          title={`Revoke “${shown.token.name}”`}
          text="Programs that send it are refused at once. This cannot be undone; make a new one instead."
          does="Revoke"
          action={() => settingsApi.revokeToken(shown.token.id)}
          onClose={close}
          onDone={() => {
            void refresh();
            tell('The token no longer works.');
            close();
          }}
        />
      )}
    </Section>
  );
}

function TokenDialog({
  onMade,
  onClose,
}: {
  onMade: (made: { token: string; expiresAt: number }) => void;
  onClose: () => void;
}) {
  const [role, setRole] = useState<Role>('auditor');
  const make = useMutation({ mutationFn: settingsApi.makeToken, retry: false, onSuccess: onMade });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const expiresInDays = Number(formText(form, 'days'));
    make.mutate({ name: formText(form, 'name'), role, expiresInDays });
  };
  return (
    <Dialog open onClose={onClose} title="New token">
      <form onSubmit={submit}>
        <FormProblem error={make.error} fields={['name', 'role', 'expiresInDays']} />
        <TextField
          label="Name"
          name="name"
          hint="Which program has it, so that you know later what to revoke."
          error={fieldError(make.error, 'name', 'The name')}
          required
          autoFocus
          maxLength={100}
        />
        <RoleField role={role} onChange={setRole} />
        <TextField
          label="Days"
          name="days"
          type="number"
          inputMode="numeric"
          min={1}
          max={730}
          defaultValue={365}
          hint="How long it works, at most 730 days. Replace it before."
          error={fieldError(make.error, 'expiresInDays', 'This')}
          required
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={make.isPending}>
            Make the token
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
