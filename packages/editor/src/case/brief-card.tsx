import { CornerDownRight } from 'lucide-react';
import type { Brief, Commitment, Statement } from '@throughline/flow/brief';
import type { ReactNode } from 'react';
import type { Act } from '../desk/use-act.ts';
import { Time } from '../ui/time.tsx';
import { SettlePromise } from './promises.tsx';
import styles from './brief-card.module.css';

/** What the next person has to know, first; each statement leads to the message that says so. */
export function BriefCard({
  brief,
  onShow,
  act,
}: {
  brief: Brief | undefined;
  onShow: (messageId: string) => void;
  /** For those who may say what became of a promise. */
  act?: Act | undefined;
}) {
  if (
    !brief?.issue &&
    !brief?.steps.length &&
    !brief?.openQuestion &&
    !brief?.facts.length &&
    !brief?.commitments.length
  ) {
    return (
      <section className={styles['brief']} aria-label="Brief">
        <p className={styles['none']}>
          No brief yet: the flow writes one as it learns what the customer needs.
        </p>
      </section>
    );
  }
  const { issue, openQuestion, steps, facts, commitments, mood } = brief;
  return (
    <section className={styles['brief']} aria-label="Brief">
      <dl>
        {issue && (
          <Row title="Issue" strong>
            <Said statement={issue} onShow={onShow} />
          </Row>
        )}
        {openQuestion && (
          <Row title="Open">
            <Said statement={openQuestion} onShow={onShow} />
          </Row>
        )}
        {steps.length > 0 && (
          <Row title="Done">
            <List statements={steps} onShow={onShow} />
          </Row>
        )}
        {facts.length > 0 && (
          <Row title="Known">
            <List statements={facts} onShow={onShow} />
          </Row>
        )}
        {commitments.length > 0 && (
          <Row title="Promised">
            <ul>
              {commitments.map((commitment) => (
                <li key={commitment.id}>
                  <Promised commitment={commitment} onShow={onShow} />
                  {act && <SettlePromise commitment={commitment} act={act} />}
                </li>
              ))}
            </ul>
          </Row>
        )}
        {mood && (
          <Row title="Mood">
            <Said statement={mood} onShow={onShow} />
          </Row>
        )}
      </dl>
    </section>
  );
}

function Row({ title, strong, children }: { title: string; strong?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd className={strong ? styles['issue'] : undefined}>{children}</dd>
    </div>
  );
}

type SaidProps<Item> = { statement: Item; onShow: (messageId: string) => void };

function List({ statements, onShow }: { statements: Statement[]; onShow: (messageId: string) => void }) {
  return (
    <ul>
      {statements.map((statement, n) => (
        <li key={n}>
          <Said statement={statement} onShow={onShow} />
        </li>
      ))}
    </ul>
  );
}

function Said({ statement: { text, messages }, onShow }: SaidProps<Statement>) {
  const [first] = messages;
  return (
    <>
      {/* The button stays with the last word. */}
      {text}
      {'\u00a0'}
      {first !== undefined && (
        <button
          type="button"
          className={styles['where']}
          aria-label={`Show where this was said: ${text}`}
          title="Show where this was said"
          onClick={() => onShow(first)}
        >
          <CornerDownRight aria-hidden="true" />
        </button>
      )}
    </>
  );
}

function Promised({ commitment, onShow }: { commitment: Commitment; onShow: (messageId: string) => void }) {
  const { dueAt, state } = commitment;
  return (
    <span data-state={state} className={styles['promise']}>
      <Said statement={commitment} onShow={onShow} />
      {(state === 'open' || state === 'due') && dueAt !== undefined && (
        <span>
          due <Time at={dueAt} long />
        </span>
      )}
      {(state === 'kept' || state === 'broken') && <span>{state === 'kept' ? 'kept' : 'not kept'}</span>}
    </span>
  );
}
