import { useState } from 'react';
import { FieldFrame, IssueLines, useControl, type FieldProps } from './field-frame.tsx';
import { useForm } from './form-context.tsx';
import styles from './form.module.css';

/** What has no form of its own, as JSON. */
export function JsonField(props: FieldProps) {
  const { field, path, value, onChange } = props;
  const { control, issues } = useControl(path, field.help);
  const { disabled, ...rest } = control;
  const { settle } = useForm();
  const written = value === undefined ? '' : JSON.stringify(value, null, 2);
  const [text, setText] = useState(written);
  const [before, setBefore] = useState(written);
  const read = parsed(text);
  if (before !== written) {
    setBefore(written);
    // What was typed stays as it was typed as long as it means the same.
    if (!same(read, value)) setText(written);
  }
  return (
    <FieldFrame {...props} id={control.id} issues={issues}>
      <textarea
        {...rest}
        readOnly={disabled}
        className={styles['json']}
        rows={4}
        spellCheck={false}
        placeholder={field.standard === undefined ? undefined : JSON.stringify(field.standard)}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          const next = parsed(target.value);
          if (next.ok) onChange(next.value);
        }}
        onBlur={settle}
      />
      {!read.ok && (
        <IssueLines
          issues={[
            {
              severity: 'error',
              code: 'config.invalid',
              text: 'This is not JSON yet.',
              fix: 'Quote names and texts with ".',
            },
          ]}
        />
      )}
    </FieldFrame>
  );
}

type Parsed = { ok: true; value: unknown } | { ok: false };

function parsed(text: string): Parsed {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function same(read: Parsed, value: unknown): boolean {
  return read.ok && JSON.stringify(read.value) === JSON.stringify(value);
}
