import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';
import { classes } from './classes.ts';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  /** The key that does the same, shown to those who have a keyboard. */
  hotkey?: string;
  busy?: boolean;
  icon?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
};

export function Button({
  look = 'plain',
  hotkey,
  busy,
  icon,
  children,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      // Not `disabled` while it is busy: the focus would fall out of the dialog that it is in.
      aria-disabled={busy || undefined}
      aria-busy={busy}
      // Enter in a field of its form comes here, too.
      onClick={busy ? (event) => event.preventDefault() : onClick}
      aria-keyshortcuts={hotkey}
      className={classes(styles['button'], styles[look], className)}
    >
      {icon}
      {children}
      {hotkey && (
        <kbd className={styles['key']} aria-hidden="true">
          {hotkey}
        </kbd>
      )}
    </button>
  );
}

type IconButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  label: string;
  ref?: Ref<HTMLButtonElement>;
};

export function IconButton({ label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classes(styles['icon'], className)}
    />
  );
}
