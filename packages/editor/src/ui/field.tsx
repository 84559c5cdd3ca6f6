import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import styles from './field.module.css';

type Shared = { label: string; hint?: ReactNode; error?: string | undefined };

export function TextField({ label, hint, error, ...rest }: Shared & InputHTMLAttributes<HTMLInputElement>) {
  const field = useField(hint, error);
  return (
    <Frame {...field} label={label} hint={hint} error={error}>
      <input {...rest} {...field.control} className={styles['control']} />
    </Frame>
  );
}

export function TextArea({
  label,
  hint,
  error,
  ...rest
}: Shared & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const field = useField(hint, error);
  return (
    <Frame {...field} label={label} hint={hint} error={error}>
      <textarea rows={3} {...rest} {...field.control} className={styles['control']} />
    </Frame>
  );
}

export function SelectField({
  label,
  hint,
  error,
  children,
  ...rest
}: Shared & SelectHTMLAttributes<HTMLSelectElement>) {
  const field = useField(hint, error);
  return (
    <Frame {...field} label={label} hint={hint} error={error}>
      <select {...rest} {...field.control} className={styles['control']}>
        {children}
      </select>
    </Frame>
  );
}

function useField(hint: ReactNode, error: string | undefined) {
  const id = useId();
  const hintId = `${id}-hint`;
  const described = hint || error ? { 'aria-describedby': hintId } : {};
  return { id, hintId, control: { id, 'aria-invalid': error ? true : undefined, ...described } };
}

function Frame({
  id,
  hintId,
  label,
  hint,
  error,
  children,
}: Shared & { id: string; hintId: string; children: ReactNode }) {
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{label}</label>
      {children}
      {(error || hint) && (
        <p id={hintId} className={error ? styles['error'] : styles['hint']}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
