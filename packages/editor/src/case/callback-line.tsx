import { PhoneOutgoing } from 'lucide-react';
import type { Callback } from '../api/callback.ts';
import { Time } from '../ui/time.tsx';
import styles from './callback-line.module.css';
import { isUnderWay } from './callback-progress.ts';
import { describeCallback } from './describe-callback.ts';

/** The call to the customer that was asked for last, and how it stands. */
export function CallbackLine({ callbacks }: { callbacks: Callback[] }) {
  const last = callbacks.at(-1);
  if (!last) return null;
  const { state, dueAt, changedAt } = last;
  const isDue = state === 'waiting' && dueAt !== undefined;
  return (
    <p className={styles['line']} role="status" data-under-way={isUnderWay(last) || undefined}>
      <PhoneOutgoing aria-hidden="true" />
      <span>
        {describeCallback(last)}
        <span className={styles['when']}>
          {' · '}
          {isDue && 'due '}
          <Time at={isDue ? dueAt : changedAt} long />
        </span>
      </span>
    </p>
  );
}
