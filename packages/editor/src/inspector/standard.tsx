import { Pencil } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import type { FieldProps } from './field-frame.tsx';
import { useForm } from './form-context.tsx';
import styles from './form.module.css';

/** What holds as long as nothing else is written, and the way to write something else. */
export function Standard({
  field,
  text,
  onChange,
}: Pick<FieldProps, 'field' | 'onChange'> & { text: string }) {
  const { readOnly, settle } = useForm();
  const begin = () => {
    settle();
    onChange(field.standard);
  };
  return (
    <div className={styles['standard']}>
      <p>
        <span>Default</span> {text}
      </p>
      {!readOnly && (
        <Button look="quiet" icon={<Pencil />} aria-label={`Change “${field.title}”`} onClick={begin}>
          Change
        </Button>
      )}
    </div>
  );
}
