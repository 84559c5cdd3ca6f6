import { useId, type ComponentType } from 'react';
import { recordOf } from './at-path.ts';
import { IssueLines, type FieldProps } from './field-frame.tsx';
import { useIssuesAt } from './form-context.tsx';
import type { FormField, Shape } from './form-field.ts';
import styles from './form.module.css';

export type FieldsComponent = ComponentType<{
  fields: FormField[];
  path: (string | number)[];
  value: unknown;
  onChange: (value: { [key: string]: unknown }, field: FormField) => void;
}>;

/** Fields that belong together, such as the hours of a week. */
export function GroupField(
  props: FieldProps & { shape: Extract<Shape, { kind: 'group' }>; renderFields: FieldsComponent },
) {
  const { field, shape, path, value, onChange, renderFields: Fields } = props;
  const id = useId();
  const issues = useIssuesAt(path);
  // Fields that say the same are said once.
  const helps = new Set(shape.fields.map(({ help }) => help));
  const same = helps.size === 1 && shape.fields.length > 1 ? [...helps][0] : undefined;
  const fields = same ? shape.fields.map(({ help: _, ...rest }) => rest) : shape.fields;
  return (
    <fieldset className={styles['group']} data-path={JSON.stringify(path)} data-rows={same ? '' : undefined}>
      <legend id={id}>{field.title}</legend>
      {(field.help ?? same) && (
        <p className={styles['help']}>{[field.help, same].filter(Boolean).join(' ')}</p>
      )}
      <IssueLines issues={issues} />
      <Fields
        fields={fields}
        path={path}
        value={value}
        onChange={(next) =>
          onChange(Object.keys(recordOf(next)).length === 0 && !field.required ? undefined : next)
        }
      />
    </fieldset>
  );
}
