import { maxFileBytes, maxFiles } from '@throughline/flow/file-limits';
import { FileText, LoaderCircle, RotateCcw, TriangleAlert, X } from 'lucide-react';
import type { Place } from '../api/case.ts';
import { fileSize } from '../chat/file-size.ts';
import type { Upload, Uploads } from '../chat/uploads.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './reply-files.module.css';

type ReplyFilesProps = {
  files: Upload[];
  uploads: Pick<Uploads, 'remove' | 'retry'>;
  /** How the customer gets them where the answer goes. */
  there: Place['files'] | undefined;
};

/** The files of the reply that is being written: how far they are, what went wrong, and a way to take them back. */
export function ReplyFiles({ files, uploads, there }: ReplyFilesProps) {
  if (files.length === 0) return null;
  return (
    <div className={styles['area']}>
      <ul className={styles['files']} aria-label="Files of this reply">
        {files.map((file) => (
          <li key={file.id} className={styles['file']} data-state={file.state}>
            <StateIcon state={file.state} />
            <span className={styles['name']} title={file.file.name}>
              {file.file.name}
            </span>
            <span className={styles['facts']} role={file.problem ? 'alert' : 'status'}>
              {factsOf(file)}
            </span>
            {file.problem === 'connection' && (
              <IconButton label={`Try ${file.file.name} again`} onClick={() => uploads.retry(file.id)}>
                <RotateCcw />
              </IconButton>
            )}
            <IconButton label={`Remove ${file.file.name}`} onClick={() => uploads.remove(file.id)}>
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
      {there === 'links' && (
        <p className={styles['note']}>
          This channel sends no files: the customer gets a link to each, good for 30 days.
        </p>
      )}
      {there === 'none' && (
        <p className={styles['note']} role="alert">
          The answer goes to a telephone, where files cannot be sent: remove them, or answer elsewhere.
        </p>
      )}
    </div>
  );
}

function StateIcon({ state }: Pick<Upload, 'state'>) {
  if (state === 'sending') return <LoaderCircle aria-hidden="true" className={styles['turning']} />;
  return state === 'failed' ? <TriangleAlert aria-hidden="true" /> : <FileText aria-hidden="true" />;
}

function factsOf({ file, state, problem, reason }: Upload): string {
  if (problem === 'refused' && reason) return reason;
  if (problem === undefined) return state === 'sending' ? 'Uploading' : fileSize(file.size);
  return {
    'too-large': `Larger than ${fileSize(maxFileBytes)}`,
    empty: 'The file is empty',
    type: 'Files of this type are not sent',
    'too-many': `At most ${maxFiles} files`,
    connection: 'Not uploaded: no connection',
    refused: 'Not taken',
  }[problem];
}
