import { CodeField } from '../code/code-field.tsx';
import type { CodeKind } from '../code/tokens.ts';
import { FieldFrame, useControl, type FieldProps } from './field-frame.tsx';
import { useForm, type FieldIssue } from './form-context.tsx';
import { isLeftOut, placeholderOf, suggestions } from './simple-fields.tsx';

/** What a field with code says of its text while it is written, and need not be said twice. */
const saidByField = new Set(['expression.syntax', 'expression.unknown-function', 'template.syntax']);

/** Issues but for those. */
export function notSaid(issues: FieldIssue[]): FieldIssue[] {
  return issues.filter(({ code }) => !saidByField.has(code));
}

/** A field for an expression, or for a text with expressions in it. */
export function CodeSetting(props: FieldProps & { kind: CodeKind }) {
  const { field, path, value, onChange, kind } = props;
  const { names } = useForm();
  const { control, issues } = useControl(path, field.help);
  const others = notSaid(issues);
  return (
    <FieldFrame {...props} id={control.id} issues={others}>
      <CodeControl
        kind={kind}
        id={control.id}
        label={field.title}
        help={field.help}
        issues={others}
        placeholder={placeholderOf(field)}
        names={suggestions(field, names)}
        value={typeof value === 'string' ? value : ''}
        onChange={(next) => onChange(next === '' && isLeftOut(field) ? undefined : next)}
      />
    </FieldFrame>
  );
}

export function CodeControl(props: {
  kind: CodeKind;
  id: string;
  label: string;
  help?: string | undefined;
  issues: FieldIssue[];
  placeholder?: string | undefined;
  names?: string[];
  value: string;
  onChange: (value: string) => void;
}) {
  const { readOnly, settle, code } = useForm();
  const { help = '', issues, names = [], placeholder = '' } = props;
  return (
    <CodeField
      {...props}
      placeholder={placeholder}
      description={[help, ...issues.map(({ text }) => text)].filter(Boolean).join(' ')}
      invalid={issues.some(({ severity }) => severity === 'error')}
      readOnly={readOnly}
      scope={() => ({ ...code?.scope(), known: code?.scope().known ?? {}, names })}
      sample={code?.sample}
      onBlur={settle}
    />
  );
}
