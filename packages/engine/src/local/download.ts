import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, fetch } from 'undici';
import type { Cache } from './cache.ts';

/** No answer within this time and the source counts as out of reach. */
const ANSWER_MS = 5_000;
/** No byte within this time and a download that had begun is given up. */
const STALL_MS = 15_000;

/** The source did not answer, or refused; another route is to be taken. */
export class OutOfReachError extends Error {
  constructor(source: string, why: string) {
    super(`${source} is out of reach (${why})`);
    this.name = 'OutOfReachError';
  }
}

export interface DownloadOptions {
  readonly cache: Cache;
  /** 0..1, when the source says how much there is. */
  readonly onFraction?: (fraction: number) => void;
  readonly answerMs?: number;
}

/**
 * Downloads a file. A source that does not answer within seconds is remembered in the cache and refused at once the
 * next time. Rejects with `OutOfReachError`.
 */
export async function download(url: string, file: string, options: DownloadOptions): Promise<void> {
  const { host } = new URL(url);
  const since = await options.cache.outOfReachSince(host);
  if (since) throw new OutOfReachError(host, `since ${since.toISOString()}`);

  const abort = new AbortController();
  const dispatcher = new EnvHttpProxyAgent();
  let timer = setTimeout(() => abort.abort(new Error('no answer')), options.answerMs ?? ANSWER_MS);
  try {
    const response = await fetch(url, { signal: abort.signal, dispatcher });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const total = Number(response.headers.get('content-length') ?? 0);
    let received = 0;
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = setTimeout(() => abort.abort(new Error('the download stalled')), STALL_MS);
        received += chunk.length;
        if (total > 0) options.onFraction?.(received / total);
        done(null, chunk);
      },
    });
    await mkdir(dirname(file), { recursive: true });
    await pipeline(Readable.fromWeb(response.body), watch, createWriteStream(file));
    if (total > 0 && received !== total) throw new Error(`${received} of ${total} bytes came`);
  } catch (error) {
    await options.cache.rememberOutOfReach(host);
    throw new OutOfReachError(host, reasonOf(error));
  } finally {
    clearTimeout(timer);
    await dispatcher.destroy();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // undici hides what happened ("getaddrinfo ENOTFOUND ...") behind "fetch failed".
  return error.cause instanceof Error ? error.cause.message : error.message;
}
