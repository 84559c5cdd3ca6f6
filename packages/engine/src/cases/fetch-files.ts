import { maxFileBytes } from '@throughline/flow/file-limits';
import type { Logger } from 'pino';
import type { Channel, FetchedFile } from '../channels/channel.ts';
import { FileRefused } from '../channels/channel.ts';
import type { Stores } from '../stores/database.ts';
import type { FileRow } from '../stores/files.ts';
import { FileTooLarge } from '../stores/files.ts';
import { KeyErased } from '../stores/keys.ts';
import { topicOf } from './feed-events.ts';

/** Fetches what customers attached from the providers that keep it. Any number of processes may do it at once. */
export type FetchFiles = {
  /** Begins beside what else is done. What there is no room for now, `due` finds. */
  soon(ids: string[]): void;
  /** What is to be fetched by now; resolves to how many were tried. */
  due(): Promise<number>;
};

export type FetchFilesDeps = {
  stores: Pick<Stores, 'files' | 'feed'>;
  channels: { [name: string]: Channel };
  log: Pick<Logger, 'warn'>;
  now?: () => number;
  timeoutMs?: number;
};

/** Each may hold a whole file in memory, twice. */
const atOnce = 4;
const batch = 40;
const defaultTimeoutMs = 20_000;
/** Longer than a try: a file whose fetcher said nothing for so long is fetched by another. */
const leaseMs = 60_000;
const giveUpAfterMs = 24 * 60 * 60_000;
const firstPauseMs = 5_000;
const longestPauseMs = 60 * 60_000;

export function createFetchFiles(deps: FetchFilesDeps): FetchFiles {
  const { stores, channels, log, now = Date.now, timeoutMs = defaultTimeoutMs } = deps;
  const { files, feed } = stores;
  let running = 0;

  async function fetchOne(id: string): Promise<void> {
    running += 1;
    try {
      const row = await files.take(id, { now: now(), until: now() + leaseMs });
      if (row) await tryOnce(row);
    } catch (error) {
      log.warn({ file: id, error: nameOf(error) }, 'a file could not be looked after');
    } finally {
      running -= 1;
    }
  }

  async function tryOnce(row: FileRow): Promise<void> {
    const { _id: id, channel } = row;
    try {
      await files.fetched(id, await bytesOf(row));
    } catch (error) {
      // Its case was erased meanwhile.
      if (error instanceof KeyErased) return;
      const refused = refusalOf(error) ?? (now() - row.at >= giveUpAfterMs ? 'file.unreachable' : undefined);
      log.warn({ file: id, channel, error: nameOf(error), refused }, 'a file could not be fetched');
      if (refused === undefined) return files.later(id, now() + pauseAfter(row.attempts ?? 1));
      await files.lose(id, refused);
    }
    await tellScreens(id);
  }

  async function bytesOf({ channel, reference = '' }: FileRow): Promise<FetchedFile> {
    const fetchFile = channels[channel]?.fetchFile;
    if (!fetchFile) throw new FileRefused('file.no-channel', 'The channel fetches no files.');
    const ending = new AbortController();
    const { signal } = ending;
    const timer = setTimeout(() => ending.abort(new Error('it took too long')), timeoutMs);
    try {
      // A channel that does not listen to the signal is not waited for.
      const late = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
      );
      return await Promise.race([fetchFile(reference, { signal, maxBytes: maxFileBytes }), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function tellScreens(id: string): Promise<void> {
    const [row] = await files.rows([id]);
    if (!row?.caseId || !row.messageId) return;
    const { caseId, messageId, conversation, state } = row;
    await feed.append({
      key: `file:${id}:${state}`,
      topics: [topicOf.case(caseId), topicOf.conversation(conversation)],
      type: 'file.changed',
      data: { caseId, messageId, fileId: id },
    });
  }

  return {
    soon(ids) {
      for (const id of ids.slice(0, Math.max(0, atOnce - running))) void fetchOne(id);
    },
    async due() {
      const rows = await files.due({ now: now(), limit: batch });
      const left = [...rows];
      const work = async () => {
        for (let row = left.shift(); row; row = left.shift()) await fetchOne(row._id);
      };
      await Promise.all(Array.from({ length: Math.max(1, atOnce - running) }, work));
      return rows.length;
    },
  };
}

function refusalOf(error: unknown): string | undefined {
  if (error instanceof FileRefused) return error.code;
  return error instanceof FileTooLarge ? 'file.too-large' : undefined;
}

function pauseAfter(attempts: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(20, attempts - 1));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
