import { maxFileBytes, maxFiles, mediaTypeOfName } from '@throughline/flow/file-limits';
import { ChatRefusal } from './chat-api.ts';
import type { ChatFile } from './protocol.ts';

/** A file that the visitor chose for the next message. */
export type Upload = {
  id: string;
  file: File;
  /** From 0 to 1. */
  progress: number;
  state: 'sending' | 'ready' | 'failed';
  /** Of one that failed. Only `connection` may go better the next time; `refused` has the server's words. */
  problem?: 'too-large' | 'empty' | 'type' | 'too-many' | 'connection' | 'refused';
  reason?: string;
  kept?: ChatFile;
};

export type Uploads = ReturnType<typeof createUploads>;

export type SendFile = (
  file: File,
  options: { id: string; signal: AbortSignal; onProgress(part: number): void },
) => Promise<ChatFile>;

/** Files on their way to the server, from being chosen until the message that names them is written. */
export function createUploads(send: SendFile, onChange: (uploads: Upload[]) => void) {
  let uploads: Upload[] = [];
  const running = new Map<string, AbortController>();

  return {
    add(files: File[]): void {
      for (const file of files) {
        const taken = uploads.filter(({ state }) => state !== 'failed').length;
        const problem = taken >= maxFiles ? 'too-many' : problemOf(file);
        const upload: Upload = { id: crypto.randomUUID(), file, progress: 0, state: 'sending' };
        set([...uploads, problem ? { ...upload, state: 'failed', problem } : upload]);
        if (!problem) void start(upload);
      }
    },
    retry(id: string): void {
      const upload = uploads.find((one) => one.id === id && one.problem === 'connection');
      if (!upload) return;
      const { problem: _, ...again } = upload;
      change(id, () => ({ ...again, state: 'sending', progress: 0 }));
      void start(upload);
    },
    remove(id: string): void {
      running.get(id)?.abort();
      set(uploads.filter((upload) => upload.id !== id));
    },
    clear(): void {
      for (const controller of running.values()) controller.abort();
      set([]);
    },
    isBusy: () => uploads.some(({ state }) => state === 'sending'),
    hasReady: () => uploads.some(({ state }) => state === 'ready'),
    /** Those that are ready, for the message that goes now; what failed stays to be seen. */
    take(): ChatFile[] {
      const ready = uploads.flatMap(({ kept }) => kept ?? []);
      set(uploads.filter(({ state }) => state === 'failed'));
      return ready;
    },
  };

  async function start({ id, file }: Upload): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const { signal } = controller;
    try {
      const onProgress = (progress: number) => change(id, (upload) => ({ ...upload, progress }));
      const kept = await send(file, { id, signal, onProgress });
      change(id, (upload) => ({ ...upload, state: 'ready', progress: 1, kept }));
    } catch (error) {
      if (!signal.aborted) change(id, (upload) => ({ ...upload, state: 'failed', ...failureOf(error) }));
    } finally {
      running.delete(id);
    }
  }

  function change(id: string, edit: (upload: Upload) => Upload): void {
    if (uploads.some((upload) => upload.id === id))
      set(uploads.map((upload) => (upload.id === id ? edit(upload) : upload)));
  }

  function set(next: Upload[]): void {
    uploads = next;
    onChange(uploads);
  }
}

function problemOf({ name, size }: File): Upload['problem'] {
  if (mediaTypeOfName(name) === undefined) return 'type';
  if (size > maxFileBytes) return 'too-large';
  return size === 0 ? 'empty' : undefined;
}

/** Refused for what it is; anything else may go better the next time. */
function failureOf(error: unknown): Pick<Upload, 'problem' | 'reason'> {
  const refused = error instanceof ChatRefusal && [409, 413, 415, 422].includes(error.status);
  return refused ? { problem: 'refused', reason: error.message } : { problem: 'connection' };
}
