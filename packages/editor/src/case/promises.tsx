import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import type { Commitment } from '@throughline/flow/brief';
import { api } from '../api/client.ts';
import type { ProposedPromise } from '../api/case.ts';
import type { Act } from '../desk/use-act.ts';
import { newAction } from '../desk/use-act.ts';
import { Button } from '../ui/button.tsx';
import { Time } from '../ui/time.tsx';
import { tellError } from '../ui/toast.tsx';
import styles from './promises.module.css';

/** Whether what was promised was kept, once somebody knows. */
export function SettlePromise({
  commitment: { id, text, state },
  act,
}: {
  commitment: Commitment;
  act: Act;
}) {
  if (state !== 'open' && state !== 'due') return null;
  const settle = (as: 'kept' | 'broken') => act.mutate(newAction({ type: 'settle', promise: id, as }));
  return (
    <span className={styles['settle']}>
      <Button look="quiet" aria-label={`Kept: ${text}`} onClick={() => settle('kept')}>
        Kept
      </Button>
      <Button look="quiet" aria-label={`Not kept: ${text}`} onClick={() => settle('broken')}>
        Not kept
      </Button>
    </span>
  );
}

/** What reads like a promise in what was said: one press makes it one, with its time, or says that it is none. */
export function ProposedPromises({
  caseId,
  proposals,
  act,
}: {
  caseId: string;
  proposals: ProposedPromise[];
  act: Act;
}) {
  const client = useQueryClient();
  const dismiss = useMutation({
    mutationFn: (promise: string) => api.dismissPromise(caseId, promise),
    onSuccess: () => client.invalidateQueries({ queryKey: ['case', caseId] }),
    onError: (error) => tellError('Not dismissed.', error),
  });
  if (proposals.length === 0) return null;
  return (
    <ul className={styles['proposals']} aria-label="Promised?">
      {proposals.map((proposal) => (
        <li key={proposal.id}>
          <span>
            Promised? “{proposal.text}”
            {proposal.dueAt !== undefined && (
              <>
                {' '}
                <span className={styles['due']}>
                  due <Time at={proposal.dueAt} long />
                </span>
              </>
            )}
          </span>
          <Button
            icon={<Check />}
            busy={act.isPending}
            aria-label={`Keep in mind: ${proposal.text}`}
            onClick={() => act.mutate(newAction({ type: 'promise', promise: proposal }))}
          >
            Keep in mind
          </Button>
          <Button
            look="quiet"
            icon={<X />}
            aria-label={`No promise: ${proposal.text}`}
            onClick={() => dismiss.mutate(proposal.id)}
          >
            No promise
          </Button>
        </li>
      ))}
    </ul>
  );
}
