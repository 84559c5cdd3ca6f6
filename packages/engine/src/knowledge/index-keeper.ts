import type { IndexState } from './knowledge-api.ts';

/** Brings the vectors up to date when asked to, in the background, and again for as long as that fails. */
export interface IndexKeeper {
  /** Begins after `ms`, or when something is missed before. */
  start(ms: number): void;
  /** Something was missed or out of reach: looks again soon, and more seldom when this comes again and again. */
  wake(): void;
  state(): IndexState;
  stop(): Promise<void>;
}

export interface EnsureOptions {
  signal?: AbortSignal;
  /** Told how many texts are still without a vector. */
  onProgress?: (missing: number) => void;
}

export interface EnsureResult {
  added: number;
  removed: number;
  /** Another process is at it, and this many texts were still without a vector when it last said so. */
  elsewhere?: { missing: number };
}

export interface Pauses {
  /** Before another try after a failure, ms; it doubles up to `longestRetryMs`. */
  retryMs: number;
  longestRetryMs: number;
  /** Between two looks that retrieval asked for, ms; it doubles up to `longestRestMs` while they come close together. */
  restMs: number;
  longestRestMs: number;
  /** Before asking whether another process is done, ms. */
  elsewhereMs: number;
}

const usual: Pauses = {
  retryMs: 1_000,
  longestRetryMs: 60_000,
  restMs: 10_000,
  longestRestMs: 600_000,
  elsewhereMs: 2_000,
};
/** Progress stands in the log this often. */
const tellEveryMs = 15_000;

export function createIndexKeeper(deps: {
  ensure: (options: EnsureOptions) => Promise<EnsureResult>;
  info: (text: string, facts: Record<string, number>) => void;
  warn: (text: string, error: unknown) => void;
  pauses?: Partial<Pauses>;
}): IndexKeeper {
  const { ensure, info, warn } = deps;
  const pauses = { ...usual, ...deps.pauses };
  const ending = new AbortController();
  const { signal } = ending;
  let state: IndexState = { state: 'unknown', missing: 0 };
  let started = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let failures = 0;
  let rest = pauses.restMs;
  /** When everything was there last. */
  let looked = 0;
  let missed = false;

  function schedule(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      running = look().finally(() => (running = undefined));
    }, ms);
    timer.unref();
  }

  async function look(): Promise<void> {
    missed = false;
    const began = Date.now();
    let told = 0;
    try {
      const { added, removed, elsewhere } = await ensure({
        signal,
        onProgress(missing) {
          state = { state: 'building', missing };
          if (missing === 0 || (told > 0 && Date.now() - told < tellEveryMs)) return;
          told = Date.now();
          info('knowledge: texts have no vectors yet, words alone serve until they are embedded', {
            missing,
          });
        },
      });
      failures = 0;
      if (elsewhere) {
        state = { state: 'elsewhere', missing: elsewhere.missing };
        return again(pauses.elsewhereMs);
      }
      looked = Date.now();
      state = { state: 'current', missing: 0 };
      if (added + removed > 0)
        info('knowledge: the vectors are up to date', { added, removed, ms: looked - began });
      if (missed && !signal.aborted) schedule(pauseBefore(0));
    } catch (error) {
      if (signal.aborted) return;
      state = { state: 'failed', missing: state.missing };
      warn('knowledge: the vectors could not be brought up to date, which will be tried again', error);
      const pause = Math.min(pauses.longestRetryMs, pauses.retryMs * 2 ** failures++);
      again(pause * (0.75 + Math.random() / 2));
    }
  }

  function again(ms: number): void {
    if (!signal.aborted) schedule(ms);
  }

  function wake(): void {
    if (!started || signal.aborted) return;
    if (running) missed = true;
    else if (!timer) schedule(pauseBefore(Date.now() - looked));
    else if (state.state === 'unknown') schedule(0);
  }

  /** Nothing after a long quiet; else the longer, the more often somebody asked. */
  function pauseBefore(quietMs: number): number {
    const long = quietMs > 10 * rest;
    const pause = long ? 0 : Math.max(0, rest - quietMs);
    rest = long ? pauses.restMs : Math.min(pauses.longestRestMs, rest * 2);
    return pause;
  }

  return {
    start(ms) {
      if (started) return;
      started = true;
      schedule(ms);
    },
    wake,
    state: () => state,
    async stop() {
      ending.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
