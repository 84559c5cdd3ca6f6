import { pendingCall } from '@throughline/flow/simulate';
import { useStore } from 'zustand';
import { Button } from '../ui/button.tsx';
import type { Session } from './session.ts';
import styles from './chat.module.css';

/** What people can do now: take the case, give it back, not be there; answer the call that was asked for. */
export function PeopleBar({ session }: { session: Session }) {
  const { simulation } = useStore(session);
  const { owner, queue, position, timers } = simulation.state;
  const call = pendingCall(simulation);
  const waitsForPerson = position?.person === true && timers[position.run] !== undefined;
  const begun = simulation.acts.length > 0;
  if (owner === 'nobody')
    return begun && <p className={styles['people']}>The case is closed. A new message may open it again.</p>;
  return (
    <div className={styles['people']} role="group" aria-label="What people do">
      {owner === 'queue' && (
        <>
          <span title={queue?.reason}>
            Waits for people in <strong>{queue?.name}</strong>, because: {queue?.reason}
          </span>
          <Button onClick={() => session.act({ agent: 'claims' })}>Agent accepts</Button>
          <Button
            disabled={!waitsForPerson}
            title={waitsForPerson ? undefined : 'The flow waits for a person without an end'}
            onClick={() => session.act({ nobody: true })}
          >
            Nobody is there
          </Button>
        </>
      )}
      {owner === 'agent' && (
        <>
          <span>An agent has the case</span>
          <Button onClick={() => session.act({ agent: 'returns' })}>Gives it back</Button>
          <Button onClick={() => session.act({ agent: 'closes' })}>Closes it</Button>
        </>
      )}
      {call && (
        <>
          <span>The customer is to be called</span>
          <Button onClick={() => session.act({ call: 'answered' })}>The call is answered</Button>
          <Button onClick={() => session.act({ call: 'no-answer' })}>Nobody answers</Button>
        </>
      )}
      {begun && (
        <Button look="quiet" className={styles['last']} onClick={() => session.act({ closes: true })}>
          The customer needs nothing more
        </Button>
      )}
    </div>
  );
}
