import { CircleAlert, RotateCcw, TriangleAlert } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { IconButton } from '../ui/button.tsx';
import { fixBeside, type Path } from './at-path.ts';
import type { FormField } from './form-field.ts';
import { useForm, useIssuesAt, type FieldIssue } from './form-context.tsx';
import styles from './form.module.css';

/** A field whose control belongs to its label, its help and what is wrong with it. */
export type FieldProps = {
  field: FormField;
  path: Path;
  /** As it stands in the file: undefined where it is left out. */
  value: unknown;
  onChange: (value: unknown) => void;
  /** What translations are of. */
  original?: { title: string; text: string } | undefined;
};

export type Control = {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
  disabled: boolean;
};

/** Ids and states by which a control and the words around it belong together. */
export function useControl(path: Path, help: string | undefined): { control: Control; issues: FieldIssue[] } {
  const { readOnly } = useForm();
  const id = useId();
  const issues = useIssuesAt(path);
  const described = [help && `${id}-help`, issues.length > 0 && `${id}-issues`].filter(Boolean).join(' ');
  return {
    control: {
      id,
      'aria-describedby': described || undefined,
      'aria-invalid': issues.some(({ severity }) => severity === 'error') || undefined,
      disabled: readOnly,
    },
    issues,
  };
}

/** Label above, control, help and problems below; `Reset` where something else than the default holds. */
export function FieldFrame(
  props: Pick<FieldProps, 'field' | 'path' | 'value' | 'onChange'> & {
    id: string;
    issues: FieldIssue[];
    /** Not of one control, but of several: their own labels say more. */
    group?: boolean;
    children: ReactNode;
  },
) {
  const { field, path, value, id, issues, group, children } = props;
  const { title, help, standard } = field;
  const changed = standard !== undefined && value !== undefined;
  return (
    <div
      className={styles['field']}
      data-path={JSON.stringify(path)}
      {...(group && { role: 'group', 'aria-labelledby': `${id}-label` })}
    >
      <div className={styles['label']}>
        {group ? <span id={`${id}-label`}>{title}</span> : <label htmlFor={id}>{title}</label>}
        {changed ? <Reset title={title} onReset={() => props.onChange(undefined)} /> : null}
      </div>
      {children}
      <IssueLines id={`${id}-issues`} issues={issues} />
      {help && (
        <p id={`${id}-help`} className={styles['help']}>
          {help}
        </p>
      )}
    </div>
  );
}

function Reset({ title, onReset }: { title: string; onReset: () => void }) {
  const { readOnly, settle } = useForm();
  if (readOnly) return null;
  const reset = () => {
    settle();
    onReset();
  };
  return (
    <IconButton label={`Use the default of “${title}”`} className={styles['small']} onClick={reset}>
      <RotateCcw />
    </IconButton>
  );
}

export function IssueLines({ id, issues }: { id?: string; issues: FieldIssue[] }) {
  if (issues.length === 0) return null;
  return (
    <ul id={id} className={styles['issues']}>
      {issues.map(({ severity, text, fix }, index) => (
        <li key={index} data-severity={severity}>
          {severity === 'error' ? <CircleAlert aria-label="Error" /> : <TriangleAlert aria-label="Warning" />}
          <span>
            {text} <span className={styles['fix']}>{fixBeside(fix)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
