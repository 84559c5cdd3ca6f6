import { useState } from 'react';
import { api } from '../api/client.ts';
import type { StaffMessage } from '../api/message.ts';
import styles from './original-mail.module.css';

type OriginalMailProps = { message: string; original: NonNullable<StaffMessage['original']> };

/** How a mail came, where that is kept: as it was written, and for a mail program. */
export function OriginalMail({ message, original }: OriginalMailProps) {
  const [shown, setShown] = useState(false);
  if (!original.html && !original.mail) return null;
  return (
    <div className={styles['original']}>
      {original.html && (
        <button type="button" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? 'Hide how it was written' : 'Show as it was written'}
        </button>
      )}
      {original.mail && (
        <a href={api.originalUrl(message)} download="original.eml">
          Save the original mail
        </a>
      )}
      {/* Nothing in it runs or leads anywhere: the words are a stranger’s. */}
      {shown && (
        <iframe
          sandbox=""
          src={api.mailPageUrl(message)}
          title="The mail as it was written"
          // Its beginning, wherever the timeline stands.
          onLoad={({ currentTarget }) => currentTarget.parentElement?.scrollIntoView({ block: 'start' })}
        />
      )}
    </div>
  );
}
