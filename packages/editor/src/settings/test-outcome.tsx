import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react';
import styles from './settings.module.css';
import type { TestMessage } from './types.ts';

/** What came of a test, in words. */
export function TestOutcome({
  test: { state, tries, providerMessageId, error, text },
  isCall,
  provider,
}: {
  test: TestMessage;
  isCall: boolean;
  provider: string;
}) {
  const words = {
    sending: error ? 'Not taken yet; it is tried again for ten minutes.' : 'It is being sent.',
    accepted: isCall ? `${provider} places the call.` : `${provider} took it.`,
    delivered: 'It was delivered.',
    seen: 'It was delivered and read.',
    failed: 'It was not sent.',
  }[state];
  const Icon = state === 'failed' ? CircleAlert : state === 'sending' ? LoaderCircle : CircleCheck;
  return (
    <div className={styles['outcome']} data-state={state} role="status">
      <p>
        <Icon aria-hidden="true" /> <b>{words}</b>
      </p>
      {error && (
        <>
          <p>{error.text}</p>
          <p>{error.fix}</p>
        </>
      )}
      {tries > 1 && <p className={styles['note']}>Tried {tries} times.</p>}
      {providerMessageId && (
        <p className={styles['note']}>
          {provider} calls it <code>{providerMessageId}</code>
        </p>
      )}
      {!isCall && <blockquote>{text}</blockquote>}
    </div>
  );
}
