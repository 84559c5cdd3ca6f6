import { Worker } from 'node:worker_threads';
import PQueue from 'p-queue';
import type { Mail } from './mail.ts';
import { UnreadableMail } from './unreadable-mail.ts';

/** Reads mails beside everything else that the process does. */
export type MailReader = {
  /** Rejects with `UnreadableMail` for what nobody writes, and for what takes too long or too much memory. */
  read(raw: Buffer): Promise<Mail>;
  close(): Promise<void>;
};

/** What a thread answers, after `ready`: the mail, or null for one that cannot be read. */
export type ReadAnswer = 'ready' | { mail: Mail | null };

type Thread = { isAlive(): boolean; read(raw: Buffer): Promise<Mail | null>; end(): Promise<void> };

/**
 * Anybody can send a mail, and none of them may keep chats and calls waiting: they are read in threads of their own, which
 * are begun when there is a mail, and given up with the mail that takes longer than `deadlineMs`.
 */
export function createMailReader({ threads = 2, deadlineMs = 10_000 } = {}): MailReader {
  const queue = new PQueue({ concurrency: threads });
  const idle: Thread[] = [];

  function idleThread(): Thread | undefined {
    const thread = idle.pop();
    return thread === undefined || thread.isAlive() ? thread : idleThread();
  }

  async function readBy(thread: Thread, raw: Buffer): Promise<Mail> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('it takes too long')), deadlineMs);
    });
    try {
      const mail = await Promise.race([thread.read(raw), late]);
      idle.push(thread);
      if (!mail) throw new UnreadableMail();
      return mail;
    } catch (cause) {
      if (cause instanceof UnreadableMail) throw cause;
      await thread.end();
      throw new UnreadableMail({ cause });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    read: (raw) => queue.add(async () => readBy(idleThread() ?? (await beginThread()), raw)),
    async close() {
      await queue.onIdle();
      await Promise.all(idle.splice(0).map((thread) => thread.end()));
    },
  };
}

/** Resolves when the thread can read; rejects where it cannot be begun, and then the mail has to come again. */
async function beginThread(): Promise<Thread> {
  const worker = new Worker(new URL('../../bin/mail-reader.js', import.meta.url), {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 768 },
  });
  let ended = false;
  let settle: (answer: ReadAnswer | Error) => void = () => undefined;
  worker.on('message', (answer: ReadAnswer) => settle(answer));
  worker.on('error', (error) => settle(error));
  worker.on('exit', () => {
    ended = true;
    settle(new Error('the thread has ended'));
  });

  function next(): Promise<ReadAnswer> {
    worker.ref();
    return new Promise<ReadAnswer>((resolve, reject) => {
      settle = (answer) => (answer instanceof Error ? reject(answer) : resolve(answer));
      // A thread that waits for mails keeps no process from ending.
    }).finally(() => worker.unref());
  }

  await next();
  return {
    isAlive: () => !ended,
    async read(raw) {
      const answer = next();
      worker.postMessage(raw);
      const said = await answer;
      return said === 'ready' ? null : said.mail;
    },
    end: async () => void (await worker.terminate()),
  };
}
