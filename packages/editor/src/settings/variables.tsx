import styles from './settings.module.css';
import type { Variable } from './types.ts';

/** Variables of the server's environment, with what they mean. */
export function Variables({ list }: { list: Variable[] }) {
  return (
    <dl className={styles['variables']}>
      {list.map(({ name, help, secret }) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
            {secret && <span className={styles['note']}> secret</span>}
          </dt>
          <dd>{help.replaceAll('`', '')}</dd>
        </div>
      ))}
    </dl>
  );
}
