import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { tell } from '../ui/toast.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { PolicyDialog } from './policy-dialog.tsx';
import { PolicyHistory } from './policy-history.tsx';
import { RemovePolicy } from './remove-policy.tsx';
import { policyTypeWords, valueWords } from './policy-words.ts';
import { Section } from './section.tsx';
import { policiesQuery } from './settings-api.ts';
import styles from './settings.module.css';
import type { Policy } from './types.ts';

type Shown = { what: 'new' } | { what: 'edit' | 'history' | 'remove'; policy: Policy };

/** Named values that hold for every channel and flow. */
export function PoliciesSection() {
  const client = useQueryClient();
  const mayChange = useMay('admin', 'ops');
  const list = useQuery(policiesQuery);
  const [shown, setShown] = useState<Shown>();
  const [words, setWords] = useState('');
  const add = () => setShown({ what: 'new' });
  const close = () => setShown(undefined);
  const done = (text: string) => {
    void client.invalidateQueries({ queryKey: ['settings'] });
    void client.invalidateQueries({ queryKey: ['policies'] });
    tell(text);
    close();
  };
  useHotkeys({ n: mayChange ? add : undefined });
  const all = list.data ?? [];
  const policies = all.filter(({ name, title }) =>
    `${name} ${title}`.toLowerCase().includes(words.trim().toLowerCase()),
  );
  return (
    <Section
      title="Policies"
      lead={
        <>
          What your shop promises and allows, each said in one place: flows, texts and articles read it as{' '}
          <code>policy.name</code>.
        </>
      }
      action={
        mayChange && (
          <Button look="primary" icon={<Plus />} hotkey="n" onClick={add}>
            New policy
          </Button>
        )
      }
    >
      {all.length > 8 && (
        <input
          type="search"
          className={styles['search']}
          aria-label="Search policies"
          placeholder="Search policies"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
      {list.isPending ? (
        <Skeleton rows={6} height={56} label="Loading policies" />
      ) : list.isError ? (
        <Failed error={list.error} what="The policies" onRetry={() => void list.refetch()} />
      ) : all.length === 0 ? (
        <Empty icon={<SlidersHorizontal />} title="No policies yet">
          Such as the days within which something can be sent back. A template brings those it reads.
        </Empty>
      ) : policies.length === 0 ? (
        <Empty title="No policy has these words" />
      ) : (
        <ul className={styles['rows']}>
          {policies.map((policy) => (
            <li key={policy.name}>
              <div>
                <p>
                  <b>{policy.title}</b>
                </p>
                <p className={styles['value']}>{valueWords(policy.type, policy.value)}</p>
                <p className={styles['note']}>
                  <code>{policy.name}</code> · {policyTypeWords[policy.type]}
                </p>
              </div>
              <div className={styles['buttons']}>
                {mayChange && (
                  <Button
                    aria-label={`Edit: ${policy.title}`}
                    onClick={() => setShown({ what: 'edit', policy })}
                  >
                    Edit
                  </Button>
                )}
                <Button
                  look="quiet"
                  aria-label={`History and uses: ${policy.title}`}
                  onClick={() => setShown({ what: 'history', policy })}
                >
                  History and uses
                </Button>
                {mayChange && (
                  <Button
                    look="quiet"
                    aria-label={`Remove: ${policy.title}`}
                    onClick={() => setShown({ what: 'remove', policy })}
                  >
                    Remove…
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {shown?.what === 'history' && <PolicyHistory policy={shown.policy} onClose={close} />}
      {shown?.what === 'remove' && (
        <RemovePolicy
          policy={shown.policy}
          onClose={close}
          onDone={() => done(`“${shown.policy.title}” is removed.`)}
        />
      )}
      {shown && (shown.what === 'new' || shown.what === 'edit') && (
        <PolicyDialog
          {...(shown.what === 'edit' && { policy: shown.policy })}
          taken={all.map(({ name }) => name)}
          onClose={close}
          onDone={(title) => done(`“${title}” is set, and holds from now on.`)}
        />
      )}
    </Section>
  );
}
