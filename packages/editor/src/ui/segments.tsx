import styles from './segments.module.css';

/** One of a few, all in sight. */
export function Segments<Value extends string>(props: {
  label: string;
  value: Value;
  options: { value: Value; label: string; count?: number }[];
  onChange: (value: Value) => void;
}) {
  return (
    <div className={styles['segments']} role="group" aria-label={props.label}>
      {props.options.map(({ value, label, count }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === props.value}
          onClick={() => props.onChange(value)}
        >
          {label}
          {count !== undefined && count > 0 && <span>{count}</span>}
        </button>
      ))}
    </div>
  );
}
