import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';

/** Work in lines: within a line one piece after another, lines beside each other, at most so many pieces at once. */
export type Lines = {
  /** Settles as the work does, once its turn has come; a piece that fails holds up nobody behind it. */
  run<Result>(line: string, work: () => Promise<Result>): Promise<Result>;
  /** How many pieces are not done. */
  count(): number;
  /** Resolves when nothing is under way, at the latest after `withinMs`. */
  idle(withinMs?: number): Promise<void>;
};

export function createLines({ atOnce }: { atOnce: number }): Lines {
  const queue = new PQueue({ concurrency: atOnce });
  const ends = new Map<string, Promise<void>>();
  let pieces = 0;

  async function allDone(unless: AbortSignal): Promise<void> {
    while (ends.size > 0 && !unless.aborted) await Promise.all(ends.values());
  }

  return {
    run(line, work) {
      pieces += 1;
      const before = ends.get(line) ?? Promise.resolve();
      const done = before.then(() => queue.add(work));
      const end = done.then(noop, noop).then(() => {
        pieces -= 1;
        if (ends.get(line) === end) ends.delete(line);
      });
      ends.set(line, end);
      return done;
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
