import { useState, type InputHTMLAttributes, type KeyboardEvent } from 'react';
import { FieldFrame, useControl, type Control, type FieldProps } from './field-frame.tsx';
import { useForm, type Names } from './form-context.tsx';
import type { Option, Shape } from './form-field.ts';
import { optionTitle } from './form-fields.ts';
import styles from './form.module.css';

type Of<Kind extends Shape['kind']> = Extract<Shape, { kind: Kind }>;

/** One line or many, with names to choose from where some are known. */
export function TextControl(
  props: Omit<FieldProps, 'path'> & { control: Control & { 'aria-label'?: string }; long?: boolean },
) {
  const { field, value, onChange, control, long } = props;
  const { names, settle } = useForm();
  const known = suggestions(field, names);
  const text = typeof value === 'string' ? value : '';
  // What may not be changed can still be read by keyboard.
  const { disabled: readOnly, ...rest } = control;
  const shared = {
    ...rest,
    readOnly,
    className: styles['control'],
    maxLength: 'maxLength' in field.shape ? field.shape.maxLength : undefined,
    onBlur: settle,
    placeholder: placeholderOf(field),
  };
  const change = (next: string) => onChange(next === '' && isLeftOut(field) ? undefined : next);
  if (long)
    return <textarea {...shared} rows={3} value={text} onChange={(event) => change(event.target.value)} />;
  if (field.key === 'id') return <LateInput {...shared} value={text} onCommit={change} />;
  const list = known.length > 0 ? `${control.id}-known` : undefined;
  return (
    <>
      <input
        {...shared}
        type="text"
        list={list}
        autoComplete="off"
        spellCheck={field.shape.kind === 'text'}
        value={text}
        onChange={(event) => change(event.target.value)}
      />
      {list && (
        <datalist id={list}>
          {known.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
      )}
    </>
  );
}

/** What others hold on to changes once it is written, not letter by letter. */
function LateInput({
  value,
  onCommit,
  onBlur,
  ...rest
}: {
  value: string;
  onCommit: (text: string) => void;
  onBlur: () => void;
} & Omit<InputHTMLAttributes<HTMLInputElement>, 'onBlur' | 'value'>) {
  const [text, setText] = useState(value);
  const [before, setBefore] = useState(value);
  if (before !== value) {
    setBefore(value);
    setText(value);
  }
  const commit = () => {
    if (text !== value) onCommit(text);
    onBlur();
  };
  return (
    <input
      {...rest}
      type="text"
      spellCheck={false}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event: KeyboardEvent) => event.key === 'Enter' && commit()}
    />
  );
}

export function TextField(props: FieldProps & { long?: boolean }) {
  const { control, issues } = useControl(props.path, props.field.help);
  return (
    <FieldFrame {...props} id={control.id} issues={issues}>
      <TextControl {...props} control={control} />
    </FieldFrame>
  );
}

export function NumberField(props: FieldProps & { shape: Of<'number'> }) {
  const { field, shape, value, onChange } = props;
  const { control, issues } = useControl(props.path, field.help);
  const { settle } = useForm();
  return (
    <FieldFrame {...props} id={control.id} issues={issues}>
      <input
        {...control}
        className={styles['number']}
        type="number"
        min={shape.min}
        max={shape.max}
        step={shape.whole ? 1 : 'any'}
        placeholder={placeholderOf(field)}
        value={typeof value === 'number' ? value : ''}
        onChange={({ target }) =>
          onChange(Number.isNaN(target.valueAsNumber) ? undefined : target.valueAsNumber)
        }
        onBlur={settle}
      />
    </FieldFrame>
  );
}

export function BooleanField(props: FieldProps) {
  const { field, value, onChange } = props;
  const { control, issues } = useControl(props.path, field.help);
  const { settle } = useForm();
  const on = typeof value === 'boolean' ? value : field.standard === true;
  return (
    <FieldFrame {...props} field={field} id={control.id} issues={issues}>
      <span className={styles['switch']}>
        <input
          {...control}
          type="checkbox"
          checked={on}
          onChange={({ target }) => {
            settle();
            onChange(target.checked === (field.standard ?? undefined) ? undefined : target.checked);
          }}
        />
        <span aria-hidden="true">{on ? 'Yes' : 'No'}</span>
      </span>
    </FieldFrame>
  );
}

export function ChoiceField(props: FieldProps & { shape: Of<'choice'> }) {
  const { field, shape, value, onChange } = props;
  const { control, issues } = useControl(props.path, field.help);
  const { settle } = useForm();
  const chosen = shape.options.findIndex((option) => option === value);
  const unknown = value !== undefined && chosen < 0;
  return (
    <FieldFrame {...props} id={control.id} issues={issues}>
      <select
        {...control}
        className={styles['control']}
        value={chosen < 0 ? '' : String(chosen)}
        onChange={({ target }) => {
          settle();
          onChange(target.value === '' ? undefined : shape.options[Number(target.value)]);
        }}
      >
        {(chosen < 0 || !field.required) && (
          <option value="">{unknown ? JSON.stringify(value) : standardOption(field.standard)}</option>
        )}
        {shape.options.map((option, index) => (
          <option key={String(option)} value={index}>
            {optionTitle(option)}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

/** Several of a closed list, all in sight. */
export function ChoicesField(props: FieldProps & { shape: Of<'choices'> }) {
  const { field, shape, value, onChange } = props;
  const { control, issues } = useControl(props.path, field.help);
  const { settle } = useForm();
  const held: unknown[] = Array.isArray(value) ? value : Array.isArray(field.standard) ? field.standard : [];
  const change = (option: Option, on: boolean) => {
    settle();
    onChange(shape.options.filter((one) => (one === option ? on : held.includes(one))));
  };
  return (
    <FieldFrame {...props} id={control.id} issues={issues} group>
      <div className={styles['options']}>
        {shape.options.map((option) => (
          <label key={String(option)}>
            <input
              type="checkbox"
              disabled={control.disabled}
              checked={held.includes(option)}
              onChange={({ target }) => change(option, target.checked)}
            />
            {optionTitle(option)}
          </label>
        ))}
      </div>
    </FieldFrame>
  );
}

/** A node of the flow. */
export function NodeField({ puttingOut, ...props }: FieldProps & { puttingOut: string | undefined }) {
  const { field, value, onChange } = props;
  const { control, issues } = useControl(props.path, field.help);
  const { names, settle } = useForm();
  const offered = names.nodes.filter(
    ({ id, outputs }) => id === value || puttingOut === undefined || outputs.includes(puttingOut),
  );
  const known = offered.some(({ id }) => id === value);
  return (
    <FieldFrame {...props} id={control.id} issues={issues}>
      <select
        {...control}
        className={styles['control']}
        value={typeof value === 'string' ? value : ''}
        onChange={({ target }) => {
          settle();
          onChange(target.value === '' ? undefined : target.value);
        }}
      >
        {!known && <option value={typeof value === 'string' ? value : ''}>{unknownNode(value)}</option>}
        {offered.map(({ id, title }) => (
          <option key={id} value={id}>
            {title} ({id})
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

function unknownNode(value: unknown): string {
  return typeof value === 'string' && value !== '' ? `${value} (not in the flow)` : 'Choose a node';
}

/** Names that fit a field, by what it holds or, as everywhere, by what it is called. */
export function suggestions({ key, shape }: FieldProps['field'], names: Names): string[] {
  if (shape.kind === 'queue' || key === 'queue' || key === 'fallbackQueue') return names.queues;
  if (shape.kind === 'credential') return names.credentials;
  if (key === 'channel' || key === 'channels' || key === 'costs') return names.channels;
  if (key === 'language' || key === 'languages') return names.languages;
  if (key === 'timeZone') return Intl.supportedValuesOf('timeZone');
  return [];
}

function standardOption(standard: unknown): string {
  return standard === undefined ? 'Not set' : `${optionTitle(standard as Option)} (default)`;
}

export function placeholderOf({ standard, shape }: FieldProps['field']): string | undefined {
  if (standard === undefined || standard === '')
    return shape.kind === 'duration' ? 'such as 30m, 24h, 7d' : undefined;
  return typeof standard === 'string' || typeof standard === 'number' ? `${standard}` : undefined;
}

/** An empty field is left out where that says the same; where a default would come back, it stays empty. */
export function isLeftOut({ required, standard }: FieldProps['field']): boolean {
  return !required && (standard === undefined || standard === '');
}
