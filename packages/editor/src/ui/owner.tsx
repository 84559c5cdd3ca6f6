import type { CaseSummary } from '../api/types.ts';
import styles from './owner.module.css';

/** Who has the case now. Colour says whether somebody has to do something. */
export function Owner({ of, me }: { of: Pick<CaseSummary, 'owner' | 'agent' | 'queue'>; me?: string }) {
  return (
    <span className={styles['owner']} data-owner={of.owner}>
      {ownerText(of, me)}
    </span>
  );
}

export function ownerText(
  { owner, agent, queue }: Pick<CaseSummary, 'owner' | 'agent' | 'queue'>,
  me?: string,
): string {
  if (owner === 'queue') return queue ? `Waiting in ${queue.name}` : 'Waiting';
  if (owner === 'agent') return agent?.id === me ? 'With you' : `With ${agent?.name ?? 'an agent'}`;
  return owner === 'flow' ? 'With the flow' : 'Closed';
}
