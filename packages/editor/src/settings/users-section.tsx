import { useQuery, useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { User } from '../api/user.ts';
import { useUser } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { Time } from '../ui/time.tsx';
import { tell } from '../ui/toast.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { AccountDialog } from './account-dialog.tsx';
import { AskOnce } from './ask-once.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { RoleTable } from './role-table.tsx';
import { roleWords } from './role-words.ts';
import { Section } from './section.tsx';
import { accountsQuery, settingsApi } from './settings-api.ts';
import styles from './settings.module.css';
import { ShownOnce } from './shown-once.tsx';
import type { Invitation, OneTimeLink } from './types.ts';

type Shown =
  | { what: 'invite' }
  | { what: 'change'; user: User }
  | { what: 'uninvite'; invitation: Invitation }
  | { what: 'link'; link: OneTimeLink; for: string; kind: 'invitation' | 'password' };

/** Who may sign in, and what each may do. */
export function UsersSection() {
  const client = useQueryClient();
  const me = useUser();
  const list = useQuery(accountsQuery);
  const [shown, setShown] = useState<Shown>();
  const close = () => setShown(undefined);
  const refresh = () => client.invalidateQueries({ queryKey: ['settings'] });
  useHotkeys({ n: () => setShown({ what: 'invite' }) });
  const { users = [], invitations = [] } = list.data ?? {};
  return (
    <Section
      title="Users and roles"
      lead="Everybody who may sign in, with one role each. A new person gets a link and chooses their own password; nobody else ever knows it."
      action={
        <Button look="primary" icon={<UserPlus />} hotkey="n" onClick={() => setShown({ what: 'invite' })}>
          Invite
        </Button>
      }
    >
      {list.isPending ? (
        <Skeleton rows={4} height={52} label="Loading accounts" />
      ) : list.isError ? (
        <Failed error={list.error} what="The accounts" onRetry={() => void list.refetch()} />
      ) : (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Role</th>
              <th scope="col">Account</th>
              <th scope="col">
                <span className="unseen">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <tr key={user.id}>
                <td>
                  <b>{user.name}</b> {user.id === me.id && <span className={styles['note']}>you</span>}
                  <small>{user.email}</small>
                </td>
                <td data-label="Role">{roleWords[user.role].title}</td>
                <td data-label="Account">
                  {user.disabled ? <span className={styles['off']}>closed</span> : <span>open</span>}
                </td>
                <td>
                  <Button
                    aria-label={`Change: ${user.name}`}
                    onClick={() => setShown({ what: 'change', user })}
                  >
                    Change
                  </Button>
                </td>
              </tr>
            ))}
            {invitations.map((invitation) => (
              <tr key={invitation.id}>
                <td>
                  <b>{invitation.email}</b>
                  <small>
                    invited <Time at={invitation.at} long />
                  </small>
                </td>
                <td data-label="Role">{roleWords[invitation.role].title}</td>
                <td data-label="Account">
                  <span className={styles['note']}>not accepted yet</span>
                </td>
                <td>
                  <Button
                    aria-label={`Take back the invitation of ${invitation.email}`}
                    onClick={() => setShown({ what: 'uninvite', invitation })}
                  >
                    Take back
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <RoleTable />
      {shown?.what === 'invite' && (
        <InviteDialog
          onClose={close}
          onMade={(link, email) => {
            void refresh();
            setShown({ what: 'link', link, for: email, kind: 'invitation' });
          }}
        />
      )}
      {shown?.what === 'change' && (
        <AccountDialog
          user={shown.user}
          onClose={close}
          onDone={(text, link) => {
            void refresh();
            tell(text);
            if (link) setShown({ what: 'link', link, for: shown.user.name, kind: 'password' });
            else close();
          }}
        />
      )}
      {shown?.what === 'uninvite' && (
        <AskOnce
          title={`Take back the invitation of ${shown.invitation.email}`}
          text="The link stops working at once."
          does="Take back"
          action={() => settingsApi.uninvite(shown.invitation.id)}
          onClose={close}
          onDone={() => {
            void refresh();
            tell('The link no longer works.');
            close();
          }}
        />
      )}
      {shown?.what === 'link' && (
        <ShownOnce
          title={
            shown.kind === 'invitation' ? `Invitation for ${shown.for}` : `New password for ${shown.for}`
          }
          text="Give this link to the person and to nobody else: whoever opens it first has the account. It works once, and is not shown again."
          label="Link"
          value={shown.link.url}
          expiresAt={shown.link.expiresAt}
          onClose={close}
        />
      )}
    </Section>
  );
}
