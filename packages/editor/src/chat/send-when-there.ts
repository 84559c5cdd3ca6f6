import type { Upload } from './uploads.ts';

/**
 * What was sent while its files were on their way goes when they are there. Not where the visitor has edited it since, or a file
 * was lost: then they decide anew.
 */
export function createSendWhenThere(submit: () => void) {
  let awaited: string | undefined;

  return {
    isAwaited: () => awaited !== undefined,
    wait(text: string): void {
      awaited = text;
    },
    forget(): void {
      awaited = undefined;
    },
    /** To be told whenever an upload changes. */
    check(text: string, uploads: readonly Pick<Upload, 'state'>[]): void {
      if (awaited === undefined || uploads.some(({ state }) => state === 'sending')) return;
      const isSame = awaited === text;
      awaited = undefined;
      if (isSame && uploads.every(({ state }) => state === 'ready')) submit();
    },
  };
}
