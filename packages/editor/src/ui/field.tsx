import {
  useId,
  useState,
  type InputHTMLAttributes,
  type InvalidEvent,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import styles from './field.module.css';

type Shared = { label: string; hint?: ReactNode; error?: string | undefined };

export function TextField({ label, hint, error, ...rest }: Shared & InputHTMLAttributes<HTMLInputElement>) {
  const field = useField(hint, error);
  return (
    <Frame {...field} label={label} hint={hint}>
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
    <Frame {...field} label={label} hint={hint}>
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
    <Frame {...field} label={label} hint={hint}>
      <select {...rest} {...field.control} className={styles['control']}>
        {children}
      </select>
    </Frame>
  );
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What the browser would refuse is said beside the field, as everything else is: its own bubble covers what is below. */
function useField(hint: ReactNode, given: string | undefined) {
  const id = useId();
  const [refused, setRefused] = useState<string>();
  const error = refused ?? given;
  const hintId = `${id}-hint`;
  const control = {
    id,
    'aria-invalid': error ? true : undefined,
    ...((hint || error) && { 'aria-describedby': hintId }),
    onInvalid(event: InvalidEvent<Control>) {
      event.preventDefault();
      const { currentTarget } = event;
      setRefused(whyRefused(currentTarget));
      if (currentTarget.form?.querySelector(':is(input, textarea, select):invalid') === currentTarget)
        currentTarget.focus();
    },
    onInput: () => setRefused(undefined),
  };
  return { id, hintId, error, control };
}

function whyRefused({ validity, validationMessage, type }: Control): string {
  if (validity.valueMissing) return 'Fill this in.';
  if (validity.typeMismatch && type === 'email') return 'Give an e-mail address, such as ana@example.com.';
  return validationMessage;
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
