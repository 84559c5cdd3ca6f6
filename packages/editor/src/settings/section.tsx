import type { ReactNode } from 'react';
import styles from './settings.module.css';

/** What a section is about, the one thing to do in it, and its contents. */
export function Section({
  title,
  lead,
  action,
  children,
}: {
  title: string;
  lead: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-labelledby="section-title">
      <header className={styles['header']}>
        <div>
          <h2 id="section-title">{title}</h2>
          <p className={styles['lead']}>{lead}</p>
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
