import type { ReactNode } from 'react';
import { FieldFrame, useControl, type FieldProps } from './field-frame.tsx';
import { useForm } from './form-context.tsx';
import { asWritten, fits, kindTitle, standardTitle, type Choice } from './either-kind.ts';
import type { Shape } from './form-field.ts';
import { optionTitle } from './form-fields.ts';
import { useWhileOwn } from './use-while-own.ts';
import styles from './form.module.css';

type Props = FieldProps & {
  shape: Extract<Shape, { kind: 'either' }>;
  renderItem: (item: FieldProps) => ReactNode;
};

/** What was chosen last, and what was written as each of the choices. */
type Kept = { picked: number | undefined; typed: ReadonlyMap<number, unknown> };

const nothing: Kept = { picked: undefined, typed: new Map() };

/** A constant, or what is written in one of several kinds. */
export function EitherField(props: Props) {
  const { field, shape, path, value, onChange, renderItem } = props;
  const { control, issues } = useControl(path, field.help);
  const { settle } = useForm();
  const choices: Choice[] = [...shape.constants.map((constant) => ({ constant })), ...shape.kinds];
  const [{ picked, typed }, hold] = useWhileOwn(value, onChange, nothing);
  // Who writes what is a constant, too, or nothing for a moment, goes on writing.
  const stays = picked !== undefined && fits(choices[picked], value);
  const at = stays ? picked : choices.findIndex((choice) => value !== undefined && fits(choice, value));
  const chosen = choices[at];
  const kind = chosen && 'shape' in chosen ? chosen : undefined;

  const choose = (next: number) => {
    settle();
    const [choice, before] = [choices[next], new Map([...typed, [at, value]])];
    hold(choice && (typed.get(next) ?? asWritten(choice, value)), { picked: next, typed: before });
  };
  // What is wrong is told once: where it is written.
  const chooser = kind
    ? { ...control, 'aria-invalid': undefined, 'aria-describedby': field.help && `${control.id}-help` }
    : control;
  return (
    <FieldFrame
      {...props}
      id={control.id}
      issues={kind ? [] : issues}
      onChange={() => hold(undefined, nothing)}
    >
      <select
        {...chooser}
        className={styles['control']}
        value={at < 0 ? '' : at}
        onChange={({ target }) => choose(target.value === '' ? -1 : Number(target.value))}
      >
        {(at < 0 || !field.required) && (
          <option value="">
            {at < 0 && value !== undefined ? JSON.stringify(value) : standardTitle(shape, field.standard)}
          </option>
        )}
        {choices.map((choice, index) => (
          <option key={index} value={index}>
            {'shape' in choice ? kindTitle(choice) : optionTitle(choice.constant)}
          </option>
        ))}
      </select>
      {kind &&
        renderItem({
          field: {
            ...{ key: field.key, title: kindTitle(kind), required: true, shape: kind.shape },
            ...(kind.help !== undefined && { help: kind.help }),
          },
          path,
          value,
          onChange: (next) => hold(next, { picked: at, typed }),
        })}
    </FieldFrame>
  );
}
