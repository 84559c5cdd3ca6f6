import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '../api/request.ts';
import { Button } from './button.tsx';
import styles from './faces.module.css';

/** What is here, why there is nothing yet, and the one thing to do. */
export function Empty({ icon, title, children }: { icon?: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className={styles['face']}>
      {icon && <span className={styles['icon']}>{icon}</span>}
      <p className={styles['title']}>{title}</p>
      {children && <div className={styles['text']}>{children}</div>}
    </div>
  );
}

/** What happened, what to do, and a way to try again. */
export function Failed({ error, onRetry, what }: { error: unknown; onRetry?: () => void; what: string }) {
  const known = error instanceof ApiError ? error : undefined;
  return (
    <div className={styles['face']} role="alert">
      <p className={styles['title']}>{what} could not be loaded</p>
      <p className={styles['text']}>
        {known ? `${known.title}. ${known.message}` : 'Something unexpected happened on this page.'}
      </p>
      {onRetry && (
        <Button icon={<RotateCw />} onClick={onRetry}>
          Try again
        </Button>
      )}
      {known?.requestId && <p className={styles['request']}>Request {known.requestId}</p>}
    </div>
  );
}

/** Rows in the shape of what is coming. */
export function Skeleton({ rows, height, label }: { rows: number; height: number; label: string }) {
  return (
    <div className={styles['skeleton']} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} style={{ height }}>
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}
