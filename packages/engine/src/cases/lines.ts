import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';
import pRetry from 'p-retry';

/** Work in lines: within a line one piece after another, lines beside each other, at most so many pieces at once. */
export type Lines = {
  /** Settles as the work does, once its turn has come; a piece that fails in the end holds up nobody behind it. */
  run<Result>(line: string, work: () => Promise<Result>): Promise<Result>;
  /** Settles as the work does; no piece is begun while it is under way, or while more of the kind is, for at most five seconds. */
  ahead<Result>(work: Promise<Result>): Promise<Result>;
  /** How many pieces are not done. */
  count(): number;
  /** Resolves when nothing is under way, at the latest after `withinMs`. */
  idle(withinMs?: number): Promise<void>;
};

const aheadForMs = 5_000;

export type LinesLimits = {
  atOnce: number;
  /** How often a piece that fails is tried again, after 1, 2, 4, ... s. Its line waits for it, the others do not. */
  retries?: number;
};

export function createLines({ atOnce, retries = 0 }: LinesLimits): Lines {
  const queue = new PQueue({ concurrency: atOnce });
  const ends = new Map<string, Promise<void>>();
  let pieces = 0;
  let ahead = 0;
  let goOn: NodeJS.Timeout | undefined;

  async function allDone(unless: AbortSignal): Promise<void> {
    while (ends.size > 0 && !unless.aborted) await Promise.all(ends.values());
  }

  return {
    run(line, work) {
      pieces += 1;
      const before = ends.get(line) ?? Promise.resolve();
      const done = before.then(() => pRetry(() => queue.add(work), { retries }));
      const end = done.then(noop, noop).then(() => {
        pieces -= 1;
        if (ends.get(line) === end) ends.delete(line);
      });
      ends.set(line, end);
      return done;
    },
    async ahead(work) {
      ahead += 1;
      if (ahead === 1) {
        queue.pause();
        goOn = setTimeout(() => queue.start(), aheadForMs);
      }
      try {
        return await work;
      } finally {
        ahead -= 1;
        if (ahead === 0) {
          clearTimeout(goOn);
          queue.start();
        }
      }
    },
    count: () => pieces,
    async idle(withinMs) {
      const ended = new AbortController();
      const over = withinMs === undefined ? [] : [pause(withinMs, undefined, { signal: ended.signal })];
      await Promise.race([allDone(ended.signal), ...over]);
      ended.abort();
    },
  };
}

function noop(): void {}
