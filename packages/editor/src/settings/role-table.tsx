import { useQuery } from '@tanstack/react-query';
import { Check, Minus } from 'lucide-react';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { roleWords } from './role-words.ts';
import { rolesQuery } from './settings-api.ts';
import styles from './settings.module.css';

/** What each role may do, as the server checks it. */
export function RoleTable() {
  const table = useQuery(rolesQuery);
  return (
    <section className={styles['below']} aria-labelledby="role-table">
      <h3 id="role-table">What each role may do</h3>
      <p className={styles['lead']}>
        This is the table by which the server lets people and API tokens do something, or not.
      </p>
      {table.isPending ? (
        <Skeleton rows={8} height={36} label="Loading what roles may do" />
      ) : table.isError ? (
        <Failed error={table.error} what="The table" onRetry={() => void table.refetch()} />
      ) : (
        table.data.areas.map(({ tag, actions }) => (
          <details key={tag} className={styles['area']}>
            <summary>
              {areaTitles[tag] ?? tag} <span className={styles['note']}>{actions.length}</span>
            </summary>
            <div
              className={styles['wide']}
              tabIndex={0}
              role="group"
              aria-label={`Table: ${areaTitles[tag] ?? tag}`}
            >
              <table className={styles['roles']}>
                <thead>
                  <tr>
                    <th scope="col">Action</th>
                    {table.data.roles.map((role) => (
                      <th key={role} scope="col">
                        {roleWords[role].title}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {actions.map(({ summary, route, roles }) => (
                    <tr key={route}>
                      <th scope="row" title={route}>
                        {summary}
                      </th>
                      {table.data.roles.map((role) => (
                        <td key={role}>
                          {roles.includes(role) ? (
                            <Check aria-label="yes" className={styles['yes']} />
                          ) : (
                            <Minus aria-label="no" className={styles['no']} />
                          )}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        ))
      )}
    </section>
  );
}

const areaTitles: { [tag: string]: string } = {
  accounts: 'Accounts',
  cases: 'Cases',
  customers: 'Customers',
  flows: 'Flows',
  policies: 'Policies',
  knowledge: 'Knowledge',
  settings: 'Settings',
  events: 'Live screens',
  identity: 'Identity',
};
