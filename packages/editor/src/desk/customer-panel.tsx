import { useQuery } from '@tanstack/react-query';
import { BadgeCheck, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { customerQuery, suggestionsQuery } from '../api/queries.ts';
import type { CaseDetail, CaseSummary } from '../api/case.ts';
import { caseTitle, customerName } from '../case/case-title.ts';
import { useUser } from '../app/session.tsx';
import { kindWord } from '../customer/describe-identity.ts';
import { IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { languageName } from '../ui/language-name.ts';
import { Owner } from '../ui/owner.tsx';
import { Time } from '../ui/time.tsx';
import styles from './customer-panel.module.css';

type CustomerPanelProps = {
  summary: CaseSummary;
  customer: CaseDetail['customer'];
  open: boolean;
  onClose: () => void;
};

/** Who the customer is, why the case is here, and what else there is. */
export function CustomerPanel({ summary, customer, open, onClose }: CustomerPanelProps) {
  const me = useUser();
  const query = useQuery(customerQuery(customer.id));
  const others = query.data?.cases.filter(({ id }) => id !== summary.id) ?? [];
  const suggested = useQuery(suggestionsQuery(customer.id)).data?.length ?? 0;
  const facts = Object.entries(query.data?.customer.facts ?? {});
  return (
    <aside className={classes(styles['panel'], open && styles['open'])} aria-label="Customer">
      <header>
        <h2>
          <Link to={`/customers/${customer.id}`} title="Identifiers, merges and cases">
            {customerName(summary)}
          </Link>
        </h2>
        <IconButton label="Close the details" className={styles['close']} onClick={onClose}>
          <X />
        </IconButton>
      </header>
      <p className={styles['verified']} data-verified={identityOf(customer) === 'Identity is proven'}>
        {identityOf(customer)}
      </p>
      {suggested > 0 && (
        <p className={styles['suggested']}>
          <Link to={`/customers/${customer.id}`}>
            {suggested === 1 ? 'May be another customer, too' : `May be ${suggested} other customers, too`}
          </Link>
        </p>
      )}
      {summary.queue && (
        <Section title="Why here">
          <p>{summary.queue.reason}</p>
          <p className={styles['muted']}>
            In {summary.queue.name} since <Time at={summary.queue.since} long />
          </p>
        </Section>
      )}
      <Section title="Identifiers">
        {customer.identifiers.length === 0 && <p className={styles['muted']}>None are known.</p>}
        <ul>
          {customer.identifiers.map(({ kind, value, level, author }) => (
            <li key={`${kind}:${value}`} title={`${level} by ${author}`}>
              <span className={styles['muted']}>{kindWord(kind)}</span>
              <span className={styles['value']} title={value}>
                {kind === 'webchat' ? value.slice(0, 8) : value}
              </span>
              {level === 'verified' ? (
                <BadgeCheck aria-label="verified" className={styles['good']} />
              ) : (
                <span className={styles['muted']}>claimed</span>
              )}
            </li>
          ))}
        </ul>
      </Section>
      {facts.length > 0 && (
        <Section title="Known">
          <ul>
            {facts.map(([name, value]) => (
              <li key={name}>
                <span className={styles['muted']}>{name}</span>
                <span className={styles['value']}>{String(value)}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Other cases">
        {query.isError && <p className={styles['muted']}>They could not be loaded.</p>}
        {query.isSuccess && others.length === 0 && <p className={styles['muted']}>This is the first.</p>}
        <ul className={styles['cases']}>
          {others.map((other) => (
            <li key={other.id}>
              <Link to={`/cases/${other.id}`}>{caseTitle(other)}</Link>
              <p>
                <Owner of={other} me={me.id} /> <Time at={other.updatedAt} long />
              </p>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="This case">
        <ul>
          <li>
            <span className={styles['muted']}>Opened</span>
            <span className={styles['value']}>
              <Time at={summary.openedAt} long />
            </span>
          </li>
          <li>
            <span className={styles['muted']}>Turns</span>
            <span className={styles['value']}>{summary.turn}</span>
          </li>
          {summary.language && (
            <li>
              <span className={styles['muted']}>Language</span>
              <span className={styles['value']}>{languageName(summary.language)}</span>
            </li>
          )}
        </ul>
        <p>
          <Link to={`/cases/${summary.id}?tab=journal`}>Journal of this case</Link>
        </p>
      </Section>
    </aside>
  );
}

/** A visitor's token proves that it is the same browser, not who sits at it. */
function identityOf({ verified, identifiers }: CaseDetail['customer']): string {
  if (identifiers.every(({ kind }) => kind === 'webchat')) return 'Anonymous visitor';
  return verified ? 'Identity is proven' : 'Identity is not proven';
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
