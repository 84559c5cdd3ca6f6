import { BadgeCheck } from 'lucide-react';
import { useState } from 'react';
import { api } from '../api/client.ts';
import type { Identifier } from '../api/customer.ts';
import { useMay } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Time } from '../ui/time.tsx';
import styles from './customer-page.module.css';
import { describeEvidence, kindWord } from './describe-identity.ts';
import { useCustomerChange } from './use-customer-change.ts';

type Asking = { what: 'unlink' | 'share'; of: Identifier } | undefined;

/** By what the customer is known: on what grounds, and since when. */
export function Identifiers({ customerId, identifiers }: { customerId: string; identifiers: Identifier[] }) {
  const [asking, setAsking] = useState<Asking>();
  const mayUnlink = useMay('admin', 'ops', 'agent');
  const mayShare = useMay('admin', 'ops');
  return (
    <section aria-label="Identifiers">
      <h2>Identifiers</h2>
      {identifiers.length === 0 && <p className={styles['muted']}>None are known.</p>}
      <ul className={styles['rows']}>
        {identifiers.map((one) => (
          <li key={`${one.kind}:${one.value}`} className={styles['row']}>
            <div>
              <p className={styles['value']}>
                <span className={styles['muted']}>{kindWord(one.kind)}</span> {one.value}
              </p>
              <p className={styles['about']}>
                <Level of={one} />
                {one.shared && <span data-state="shared">shared by several people</span>}
                <span>{describeEvidence(one.evidence)}</span>
                <Time at={one.at} long />
              </p>
            </div>
            <div className={styles['buttons']}>
              {mayShare && sharable.has(one.kind) && (
                <Button
                  look="quiet"
                  aria-label={`${one.shared ? 'Not shared' : 'Shared'}: ${one.value}`}
                  onClick={() => setAsking({ what: 'share', of: one })}
                >
                  {one.shared ? 'Not shared…' : 'Shared…'}
                </Button>
              )}
              {mayUnlink && (
                <Button
                  look="quiet"
                  aria-label={`Unlink ${one.value}`}
                  onClick={() => setAsking({ what: 'unlink', of: one })}
                >
                  Unlink…
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {asking && <Confirm customerId={customerId} asking={asking} onDone={() => setAsking(undefined)} />}
    </section>
  );
}

/** Kinds that several people can have in common. */
const sharable = new Set(['phone', 'email', 'account']);

function Level({ of: { level } }: { of: Identifier }) {
  if (level === 'claimed') return <span>claimed: it gives access to nothing</span>;
  return (
    <span className={styles['good']}>
      <BadgeCheck aria-hidden="true" /> verified
    </span>
  );
}

type ConfirmProps = { customerId: string; asking: NonNullable<Asking>; onDone: () => void };

function Confirm({ customerId, asking: { what, of }, onDone }: ConfirmProps) {
  const { kind, value, shared = false } = of;
  const unlink = useCustomerChange(() => api.unlink(customerId, { kind, value }), {
    done: 'Unlinked. What comes from it now is somebody else.',
    failed: 'Not unlinked.',
  });
  const share = useCustomerChange(() => api.share({ kind, value, shared: !shared }), {
    done: shared ? 'It leads to this customer again.' : 'Noted: it leads to nobody by itself.',
    failed: 'Not noted.',
  });
  const change = what === 'unlink' ? unlink : share;
  const words = what === 'unlink' ? unlinkWords : shared ? unshareWords : shareWords;
  return (
    <Dialog open onClose={onDone} title={words.title} text={words.text}>
      <p className={styles['value']}>{value}</p>
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button
          look={what === 'unlink' ? 'danger' : 'primary'}
          busy={change.isPending}
          onClick={() => change.mutate(undefined, { onSuccess: onDone })}
        >
          {words.button}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const unlinkWords = {
  title: 'Unlink the identifier',
  text: 'It leads to this customer no more: who writes from it next is a new customer. Cases stay where they are.',
  button: 'Unlink',
};
const shareWords = {
  title: 'Several people use it',
  text: 'From now on it leads to nobody by itself: who writes from it is suggested to agents, and shown nothing.',
  button: 'Mark as shared',
};
const unshareWords = {
  title: 'One person uses it',
  text: 'It leads to the customer who has proven it, again.',
  button: 'Mark as not shared',
};
