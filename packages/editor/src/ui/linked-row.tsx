import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import styles from './linked-row.module.css';

/** A row that leads where the link in it does: the link is the way for keys and screen readers, the row the larger target for pointers. */
export function LinkedRow({ to, children }: { to: string; children: ReactNode }) {
  const navigate = useNavigate();
  return (
    <tr
      className={styles['row']}
      onClick={(event) => {
        if (!(event.target as Element).closest('a')) void navigate(to);
      }}
    >
      {children}
    </tr>
  );
}
