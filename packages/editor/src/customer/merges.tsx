import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { mergesQuery } from '../api/queries.ts';
import type { Merge } from '../api/customer.ts';
import { useMay } from '../app/session.tsx';
import { customerName } from '../case/case-title.ts';
import { Button } from '../ui/button.tsx';
import { Time } from '../ui/time.tsx';
import styles from './customer-page.module.css';
import { describeEvidence } from './describe-identity.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { useCustomerChange } from './use-customer-change.ts';

/** Who turned out to be this customer: who said so, why, when, and what was taken back. */
export function Merges({ customerId }: { customerId: string }) {
  const query = useQuery(mergesQuery(customerId));
  const mayUndo = useMay('admin', 'ops', 'agent');
  const [asking, setAsking] = useState<Merge>();
  return (
    <section aria-label="Merges">
      <h2>Merges</h2>
      {query.isError && <p className={styles['muted']}>They could not be loaded.</p>}
      {query.data?.length === 0 && <p className={styles['muted']}>Nothing was merged.</p>}
      <ul className={styles['rows']}>
        {query.data?.map((merge) => (
          <li key={merge.id} className={styles['row']}>
            <div>
              <p className={styles['value']}>{merge.reason}</p>
              <p className={styles['about']}>
                <span>
                  {customerName({ customer: { id: merge.from } })} · {byWhom(merge)}{' '}
                  <Time at={merge.at} long />
                </span>
                <span>{describeEvidence(merge.evidence)}</span>
              </p>
              {merge.undone && (
                <p className={styles['about']}>
                  <span>
                    Undone by {merge.undone.authorName ?? merge.undone.author}{' '}
                    <Time at={merge.undone.at} long />: {merge.undone.reason}
                  </span>
                </p>
              )}
            </div>
            {mayUndo && merge.state === 'merged' && (
              <div className={styles['buttons']}>
                <Button aria-label={`Undo the merge: ${merge.reason}`} onClick={() => setAsking(merge)}>
                  Undo…
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {asking && <UndoDialog customerId={customerId} merge={asking} onDone={() => setAsking(undefined)} />}
    </section>
  );
}

function byWhom({ author, authorName }: Merge): string {
  if (authorName !== undefined) return `By ${authorName}`;
  return author.startsWith('flow:') ? 'By the flow' : `By ${author}`;
}

type UndoProps = { customerId: string; merge: Merge; onDone: () => void };

function UndoDialog({ customerId, merge, onDone }: UndoProps) {
  const undo = useCustomerChange((reason: string) => api.undoMerge(customerId, merge.id, reason), {
    done: 'Undone: each has again what came to them.',
    failed: 'Not undone.',
  });
  return (
    <ReasonDialog
      title="Undo the merge"
      text="Each gets back their identifiers, cases and conversations. What came in between stays with whose identifier it came by."
      question="Why are they two people?"
      hint="They are not suggested to be one again."
      button="Undo the merge"
      look="danger"
      busy={undo.isPending}
      onReason={(reason) => undo.mutate(reason, { onSuccess: onDone })}
      onDone={onDone}
    />
  );
}
