import { useEffect, useRef, type ReactNode } from 'react';
import { ApiError } from '../api/request.ts';
import styles from './account-card.module.css';

/** The pages before signing in: one card, one thing to do. */
export function AccountCard({
  title,
  text,
  children,
}: {
  title: string;
  text?: string;
  children: ReactNode;
}) {
  return (
    <main className={styles['page']}>
      <section className={styles['card']}>
        <p className={styles['product']}>Throughline</p>
        <h1>{title}</h1>
        {text && <p className={styles['text']}>{text}</p>}
        {children}
      </section>
    </main>
  );
}

export function FormProblem({ error }: { error: unknown }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [error]);
  if (!error) return null;
  const known = error instanceof ApiError ? error : undefined;
  return (
    <div className={styles['problem']} role="alert" tabIndex={-1} ref={box}>
      <strong>{known?.title ?? 'That did not work'}</strong>
      <p>{known?.message ?? 'Something unexpected happened. Try again.'}</p>
    </div>
  );
}
