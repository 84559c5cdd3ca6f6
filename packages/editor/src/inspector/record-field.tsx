import { Plus, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button, IconButton } from '../ui/button.tsx';
import { recordOf, withField } from './at-path.ts';
import { FieldFrame, useControl, type FieldProps } from './field-frame.tsx';
import { useForm } from './form-context.tsx';
import type { Shape } from './form-field.ts';
import { emptyOf } from './list-edit.ts';
import styles from './form.module.css';

/** Values under names of the author's own. */
export function RecordField(
  props: FieldProps & {
    shape: Extract<Shape, { kind: 'record' }>;
    renderItem: (item: FieldProps) => ReactNode;
  },
) {
  const { field, shape, path, value, onChange, renderItem } = props;
  const { control, issues } = useControl(path, field.help);
  const { readOnly, settle } = useForm();
  const [name, setName] = useState('');
  const record = recordOf(value);
  const free = name.trim() !== '' && !Object.hasOwn(record, name.trim());
  const add = () => {
    settle();
    onChange(withField(record, name.trim(), emptyOf(shape.value, field.key)));
    setName('');
  };
  return (
    <FieldFrame {...props} id={control.id} issues={issues} group>
      {Object.keys(record).map((key) => (
        <div key={key} className={styles['lineRow']}>
          {renderItem({
            field: { key, title: key, required: true, shape: shape.value },
            path: [...path, key],
            value: record[key],
            onChange: (next) => onChange(withField(record, key, next)),
          })}
          {!readOnly && (
            <IconButton
              label={`Remove ${key}`}
              className={styles['small']}
              onClick={() => {
                settle();
                onChange(withField(record, key, undefined));
              }}
            >
              <Trash2 />
            </IconButton>
          )}
        </div>
      ))}
      {!readOnly && (
        <div className={styles['lineRow']}>
          <input
            className={styles['control']}
            aria-label={`Name of a new entry of “${field.title}”`}
            placeholder="Name"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          <Button look="quiet" icon={<Plus />} disabled={!free} onClick={add}>
            Add
          </Button>
        </div>
      )}
    </FieldFrame>
  );
}
