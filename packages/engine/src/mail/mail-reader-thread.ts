import { parentPort } from 'node:worker_threads';
import type { ReadAnswer } from './mail-reader.ts';
import { readMail } from './read-mail.ts';
import { UnreadableMail } from './unreadable-mail.ts';

/** A thread of `createMailReader`: one mail after another, as it is handed them. */
parentPort?.on('message', (raw: Uint8Array) => {
  readMail(Buffer.from(raw)).then(
    (mail) => answer({ mail }),
    (error: unknown) => {
      if (!(error instanceof UnreadableMail)) throw error;
      answer({ mail: null });
    },
  );
});

function answer(said: ReadAnswer): void {
  parentPort?.postMessage(said);
}

answer('ready');
