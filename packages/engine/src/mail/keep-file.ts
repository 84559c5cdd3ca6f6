import type { FileStore } from '../stores/files.ts';
import { FileTooLarge } from '../stores/files.ts';
import type { KeepFile } from './take-mail.ts';

/** Keeps the files of mails with those of other channels. One that is too large is named only: the mail itself is taken. */
export function createKeepFile(files: Pick<FileStore, 'put'>): KeepFile {
  return async ({ id, conversation, name, mediaType, content, at }) => {
    try {
      await files.put({ id, channel: 'email', conversation, name, mediaType, at }, content);
    } catch (error) {
      if (!(error instanceof FileTooLarge)) throw error;
    }
  };
}
