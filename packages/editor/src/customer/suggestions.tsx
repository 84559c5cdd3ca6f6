import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../api/client.ts';
import { suggestionsQuery } from '../api/queries.ts';
import type { MergeSuggestion } from '../api/customer.ts';
import { useMay } from '../app/session.tsx';
import { customerName } from '../case/case-title.ts';
import { Button } from '../ui/button.tsx';
import styles from './customer-page.module.css';
import { describeReason } from './describe-identity.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { useCustomerChange } from './use-customer-change.ts';

/** Who may be the same person, and why; nobody is merged by it. */
export function Suggestions({ customerId, name }: { customerId: string; name: string | undefined }) {
  const query = useQuery(suggestionsQuery(customerId));
  const mayMerge = useMay('admin', 'ops', 'agent');
  const [asking, setAsking] = useState<MergeSuggestion>();
  return (
    <section aria-label="May be the same person">
      <h2>May be the same person</h2>
      {query.isError && <p className={styles['muted']}>They could not be loaded.</p>}
      {query.data?.length === 0 && <p className={styles['muted']}>Nobody that we know of.</p>}
      <ul className={styles['rows']}>
        {query.data?.map((one) => (
          <li key={one.customerId} className={styles['row']}>
            <div>
              <Link to={`/customers/${one.customerId}`}>{nameOf(one)}</Link>
              <ul className={styles['reasons']}>
                {one.reasons.map((reason, n) => (
                  <li key={n}>{describeReason(reason)}</li>
                ))}
              </ul>
            </div>
            {mayMerge && (
              <div className={styles['buttons']}>
                <Button aria-label={`Merge with ${nameOf(one)}`} onClick={() => setAsking(one)}>
                  Merge…
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {asking && (
        <MergeDialog customerId={customerId} name={name} other={asking} onDone={() => setAsking(undefined)} />
      )}
    </section>
  );
}

type MergeDialogProps = {
  customerId: string;
  name: string | undefined;
  other: MergeSuggestion;
  onDone: () => void;
};

function MergeDialog({ customerId, name, other, onDone }: MergeDialogProps) {
  const evidence = other.reasons.map(describeReason).join('; ');
  const merge = useCustomerChange(
    (reason: string) => api.merge(other.customerId, { into: customerId, reason, evidence }),
    { done: 'Merged: either leads to the same customer now.', failed: 'Not merged.' },
  );
  return (
    <ReasonDialog
      title={`Merge ${nameOf(other)} into ${name ?? 'this customer'}`}
      text="Identifiers, cases and conversations of both become one customer’s. It can be undone: each keeps what came to them."
      question="How do you know that they are one person?"
      hint="It stands with the merge, for whoever looks at it later."
      button="Merge"
      look="primary"
      busy={merge.isPending}
      onReason={(reason) => merge.mutate(reason, { onSuccess: onDone })}
      onDone={onDone}
    />
  );
}

function nameOf({ customerId: id, name }: Pick<MergeSuggestion, 'customerId' | 'name'>): string {
  return customerName({ customer: { id, ...(name !== undefined && { name }) } });
}
