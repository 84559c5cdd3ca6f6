import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { customerQuery } from '../api/queries.ts';
import type { CustomerDetail } from '../api/customer.ts';
import { useUser } from '../app/session.tsx';
import { caseTitle, customerName } from '../case/case-title.ts';
import { Channel } from '../ui/channel.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { languageName } from '../ui/language-name.ts';
import { Owner } from '../ui/owner.tsx';
import { Time } from '../ui/time.tsx';
import styles from './customer-page.module.css';
import { Identifiers } from './identifiers.tsx';
import { Merges } from './merges.tsx';
import { Suggestions } from './suggestions.tsx';

/** Who a customer is, on what grounds, and who they may be too. */
export function CustomerPage() {
  const { customerId = '' } = useParams();
  const query = useQuery(customerQuery(customerId));
  return (
    <div className={styles['page']}>
      {query.data ? (
        <Loaded key={customerId} detail={query.data} />
      ) : (
        <>
          <h1 className="unseen">Customer</h1>
          {query.isError ? (
            <Failed error={query.error} what="The customer" onRetry={() => void query.refetch()} />
          ) : (
            <Skeleton rows={7} height={56} label="Loading the customer" />
          )}
        </>
      )}
    </div>
  );
}

function Loaded({ detail: { customer, cases } }: { detail: CustomerDetail }) {
  const me = useUser();
  const facts = Object.entries(customer.facts ?? {});
  if (customer.erasedAt !== undefined) {
    return (
      <>
        <h1 className="unseen">Customer</h1>
        <Empty title="This customer was erased">
          What was said and who it was is gone. <Time at={customer.erasedAt} long />
        </Empty>
      </>
    );
  }
  return (
    <>
      <header className={styles['header']}>
        <h1>{customerName({ customer })}</h1>
        <p>
          Known since <Time at={customer.createdAt} long />
          {customer.language && ` · writes ${languageName(customer.language)}`}
        </p>
      </header>
      <div className={styles['columns']}>
        <div>
          <Identifiers customerId={customer.id} identifiers={customer.identifiers} />
          <Suggestions customerId={customer.id} name={customer.name} />
          <Merges customerId={customer.id} />
        </div>
        <div>
          {facts.length > 0 && (
            <section aria-label="Known">
              <h2>Known</h2>
              <dl className={styles['facts']}>
                {facts.map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{String(value)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          )}
          <section aria-label="Cases">
            <h2>Cases</h2>
            {cases.length === 0 && <p className={styles['muted']}>There are none.</p>}
            <ul className={styles['rows']}>
              {cases.map((summary) => (
                <li key={summary.id}>
                  <Link to={`/cases/${summary.id}`}>{caseTitle(summary)}</Link>
                  <p className={styles['about']}>
                    <Channel name={summary.channel} label /> <Owner of={summary} me={me.id} />
                    <Time at={summary.updatedAt} long />
                  </p>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </div>
    </>
  );
}
