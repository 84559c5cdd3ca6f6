import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { ApiError } from '../api/request.ts';
import { IconButton } from './button.tsx';
import styles from './toast.module.css';

type Toast = { id: number; text: string; kind: 'done' | 'failed' };

let toasts: Toast[] = [];
let count = 0;
const listeners = new Set<() => void>();

/** Says what an action did. */
export function tell(text: string): void {
  add({ id: ++count, text, kind: 'done' }, 4_000);
}

/** Says why something cannot be done, in words of one's own. */
export function tellRefused(text: string): void {
  add({ id: ++count, text, kind: 'failed' }, 12_000);
}

/** Says what an action could not do, and why. */
export function tellError(what: string, error: unknown): void {
  const why =
    error instanceof ApiError ? `${error.title}. ${error.message}` : 'Something unexpected happened.';
  tellRefused(`${what} ${why}`);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={styles['toasts']} role="status" aria-live="polite">
      {shown.map(({ id, text, kind }) => (
        <p key={id} data-kind={kind}>
          {kind === 'done' ? <CircleCheck aria-hidden="true" /> : <CircleAlert aria-hidden="true" />}
          <span>{text}</span>
          <IconButton label="Dismiss" onClick={() => remove(id)}>
            <X />
          </IconButton>
        </p>
      ))}
    </div>
  );
}

function add(toast: Toast, ms: number): void {
  set([...toasts.slice(-2), toast]);
  setTimeout(() => remove(toast.id), ms);
}

function remove(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

function set(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
