import { Check, Copy } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { tellRefused } from '../ui/toast.tsx';
import styles from './settings.module.css';

/** A text to be taken elsewhere, with a button that copies it. */
export function CopyField({
  label,
  value,
  hideLabel,
}: {
  label: string;
  value: string;
  hideLabel?: boolean;
}) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);

  async function copy(): Promise<void> {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      // Browsers keep the clipboard to pages that came over https, or from this machine.
      tellRefused('The browser does not let this page copy. The text is chosen: press Ctrl C.');
    }
  }

  return (
    <div className={styles['copy']}>
      <label htmlFor={id} className={hideLabel ? 'unseen' : undefined}>
        {label}
      </label>
      <div>
        <input ref={field} id={id} value={value} readOnly onFocus={(event) => event.target.select()} />
        <Button
          icon={copied ? <Check /> : <Copy />}
          aria-label={`${copied ? 'Copied' : 'Copy'}: ${label}`}
          onClick={() => void copy()}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <span className="unseen" role="status">
        {copied ? 'Copied' : ''}
      </span>
    </div>
  );
}
