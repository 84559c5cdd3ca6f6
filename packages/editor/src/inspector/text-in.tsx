import { CodeControl } from './code-setting.tsx';
import { useForm, type FieldIssue } from './form-context.tsx';
import type { TextKind } from './form-field.ts';
import styles from './form.module.css';

/** A text without a label of its own to be seen: a template, or plain. */
export function TextIn(props: {
  kind: TextKind;
  id: string;
  label: string;
  issues: FieldIssue[];
  value: string;
  onChange: (text: string) => void;
}) {
  const { readOnly, settle } = useForm();
  const { kind, id, label, value, onChange } = props;
  if (kind === 'template') return <CodeControl {...props} kind="template" />;
  return (
    <textarea
      id={id}
      className={styles['control']}
      aria-label={label}
      rows={3}
      disabled={readOnly}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      onBlur={settle}
    />
  );
}
