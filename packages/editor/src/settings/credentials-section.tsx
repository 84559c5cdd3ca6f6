import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { Time } from '../ui/time.tsx';
import { tell } from '../ui/toast.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { AskOnce } from './ask-once.tsx';
import { CredentialDialog } from './credential-dialog.tsx';
import { Section } from './section.tsx';
import { credentialsQuery, settingsApi } from './settings-api.ts';
import styles from './settings.module.css';
import type { CredentialName } from './types.ts';
import { WhereUsed } from './where-used.tsx';

type Shown = { what: 'new' } | { what: 'replace' | 'remove'; credential: CredentialName };

/** Secrets that flows send to other systems. */
export function CredentialsSection() {
  const client = useQueryClient();
  const mayChange = useMay('admin');
  const list = useQuery(credentialsQuery);
  const [shown, setShown] = useState<Shown>();
  const close = () => setShown(undefined);
  const add = () => setShown({ what: 'new' });
  const done = (text: string) => {
    void client.invalidateQueries({ queryKey: ['settings'] });
    tell(text);
    close();
  };
  useHotkeys({ n: mayChange ? add : undefined });
  const credentials = list.data ?? [];
  return (
    <Section
      title="Credentials"
      lead="Secrets that the HTTP request node sends to other systems, each to the hosts you name and to no other. They are kept encrypted and are never shown again, to nobody; flows know them by name."
      action={
        mayChange && (
          <Button look="primary" icon={<Plus />} hotkey="n" onClick={add}>
            New credential
          </Button>
        )
      }
    >
      {list.isPending ? (
        <Skeleton rows={3} height={72} label="Loading credentials" />
      ) : list.isError ? (
        <Failed error={list.error} what="The credentials" onRetry={() => void list.refetch()} />
      ) : credentials.length === 0 ? (
        <Empty icon={<KeyRound />} title="No credentials yet">
          A flow that asks your shop’s system for orders, say, needs one to sign in there.
        </Empty>
      ) : (
        <ul className={styles['rows']}>
          {credentials.map((credential) => (
            <li key={credential.name}>
              <div>
                <p>
                  <code className={styles['name']}>{credential.name}</code> {kindWords[credential.kind]}
                </p>
                <p className={styles['note']}>
                  Only to {credential.hosts.join(', ')} · set <Time at={credential.at} long />
                </p>
                <WhereUsed kind="credential" name={credential.name} none="No live flow uses it." />
              </div>
              {mayChange && (
                <div className={styles['buttons']}>
                  <Button
                    aria-label={`Replace: ${credential.name}`}
                    onClick={() => setShown({ what: 'replace', credential })}
                  >
                    Replace
                  </Button>
                  <Button
                    look="quiet"
                    aria-label={`Remove: ${credential.name}`}
                    onClick={() => setShown({ what: 'remove', credential })}
                  >
                    Remove…
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {shown && shown.what !== 'remove' && (
        <CredentialDialog
          {...(shown.what === 'replace' && { replaces: shown.credential })}
          taken={credentials.map(({ name }) => name)}
          onClose={close}
          onDone={(name) => done(`“${name}” is kept, encrypted.`)}
        />
      )}
      {shown?.what === 'remove' && (
        <AskOnce
          title={`Remove “${shown.credential.name}”`}
          text="The secret is forgotten at once. Requests that send it leave their node by the error port from then on."
          does="Remove"
          action={() => settingsApi.removeCredential(shown.credential.name)}
          onClose={close}
          onDone={() => done(`“${shown.credential.name}” is removed.`)}
        >
          <div>
            <WhereUsed kind="credential" name={shown.credential.name} none="No live flow uses it." />
          </div>
        </AskOnce>
      )}
    </Section>
  );
}

const kindWords: { [kind in CredentialName['kind']]: string } = {
  bearer: 'a token, sent as Authorization: Bearer',
  basic: 'a user name and a password',
  header: 'a header of its own',
};
