import { restoreQueue, type ResendQueue } from './resend-queue.ts';
import type { VisitorSession } from './visitor-session.ts';

/** What the browser remembers between pages: who the visitor is, what was read, what is still to be sent. */
export type Remembered = {
  session?: VisitorSession;
  seenSeq: number;
  queue: ResendQueue;
};

export type ChatMemory = { load(): Remembered; save(remembered: Remembered): void };

/** Kept per server in local storage; a page that has none (private mode, a sandboxed frame) forgets on leaving. */
export function createChatMemory(server: string): ChatMemory {
  const key = `throughline:${server}`;
  return {
    load() {
      try {
        return read(JSON.parse(localStorage.getItem(key) ?? 'null'));
      } catch {
        return read(null);
      }
    },
    save(remembered) {
      try {
        localStorage.setItem(key, JSON.stringify(remembered));
      } catch {
        // Nothing to be done: the conversation goes on, it will just not be found again.
      }
    },
  };
}

function read(stored: Partial<Remembered> | null): Remembered {
  const session = stored?.session;
  const valid = typeof session?.token === 'string' && session.expiresAt > Date.now();
  return {
    ...(valid ? { session } : {}),
    seenSeq: typeof stored?.seenSeq === 'number' && valid ? stored.seenSeq : 0,
    queue: restoreQueue(stored?.queue),
  };
}
