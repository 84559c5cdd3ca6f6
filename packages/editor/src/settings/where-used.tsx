import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { usesQuery } from './settings-api.ts';
import styles from './settings.module.css';
import type { SettingUse } from './types.ts';

/** Which live flows and articles use a policy or a credential. */
export function WhereUsed({ kind, name, none }: { kind: SettingUse['kind']; name: string; none: string }) {
  const all = useQuery(usesQuery);
  if (all.isPending) return <p className={styles['note']}>Looking where it is used…</p>;
  if (all.isError) return <p className={styles['note']}>Where it is used could not be found out.</p>;
  const uses = all.data.filter((one) => one.kind === kind && one.name === name);
  if (uses.length === 0) return <p className={styles['note']}>{none}</p>;
  return (
    <>
      <p className={styles['note']}>Used in:</p>
      <ul className={styles['uses']}>
        {uses.map(({ in: place }) => (
          <li key={place.type === 'flow' ? `${place.id} ${place.node}` : place.id}>
            {place.type === 'flow' ? (
              <>
                <Link to={`/flows/${encodeURIComponent(place.id)}`}>{place.title}</Link>, “{place.nodeTitle}”
              </>
            ) : (
              <Link to={`/knowledge/${encodeURIComponent(place.id)}`}>{place.title}</Link>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
