import type { CaseSummary } from '../api/case.ts';
import styles from './owner.module.css';

type Whose = Pick<CaseSummary, 'owner' | 'agent' | 'queue' | 'joinedInto'>;

/** Who has the case now. Colour says whether somebody has to do something. */
export function Owner({ of, me }: { of: Whose; me?: string }) {
  return (
    <span className={styles['owner']} data-owner={of.owner}>
      {ownerText(of, me)}
    </span>
  );
}

export function ownerText({ owner, agent, queue, joinedInto }: Whose, me?: string): string {
  if (joinedInto !== undefined) return 'Joined with another';
  if (owner === 'queue') return queue ? `Waiting in ${queue.name}` : 'Waiting';
  if (owner === 'agent') return agent?.id === me ? 'With you' : `With ${agent?.name ?? 'an agent'}`;
  return owner === 'flow' ? 'With the flow' : 'Closed';
}
