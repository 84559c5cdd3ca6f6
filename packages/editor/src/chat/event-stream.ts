import { backoff } from './backoff.ts';
import { createSseParser, type SseEvent } from './sse-parser.ts';

export type StreamState = 'connecting' | 'open' | 'waiting' | 'stopped';

export type EventStreamOptions = {
  /** Opens the stream. `lastEventId` is where to go on. */
  connect(lastEventId: string | undefined, signal: AbortSignal): Promise<Response>;
  onEvent(event: SseEvent): void;
  onState(state: StreamState): void;
  /** The server answered, but with no stream. Return false to stop for good. */
  onRefused(status: number): Promise<boolean> | boolean;
  lastEventId?(): string | undefined;
};

/** No byte for this long (the server beats every 15 s) means that the line is dead, whatever the browser thinks. */
const silenceMs = 40_000;

/**
 * Follows a `text/event-stream` over `fetch` (so that it can carry an Authorization header), and comes back by itself:
 * with the last event id, after a growing wait, or at once when `wake` is called.
 */
export function createEventStream(options: EventStreamOptions) {
  let current: { running: boolean } | undefined;
  let abort: AbortController | undefined;
  let wakeUp: (() => void) | undefined;
  let lastId: string | undefined;

  return {
    start(): void {
      if (current?.running) return;
      current = { running: true };
      void run(current);
    },
    stop(): void {
      if (current) current.running = false;
      abort?.abort();
      wakeUp?.();
    },
    /** The connection may be back: do not wait any longer. */
    wake(): void {
      wakeUp?.();
    },
    /** The network changed under an open stream: nobody knows whether it still lives, so it goes on in a new one. */
    renew(): void {
      if (wakeUp) wakeUp();
      else abort?.abort();
    },
  };

  async function run(self: { running: boolean }): Promise<void> {
    for (let attempt = 0; self.running;) {
      options.onState('connecting');
      const outcome = await follow().catch(() => 'unreachable' as const);
      if (!self.running) return;
      if (outcome === 'refused') break;
      attempt = outcome === 'ended' ? 0 : attempt + 1;
      options.onState('waiting');
      await wait(backoff(attempt, Math.random()));
    }
    self.running = false;
    options.onState('stopped');
  }

  async function follow(): Promise<'ended' | 'unreachable' | 'refused'> {
    const controller = new AbortController();
    abort = controller;
    let watchdog = setTimeout(() => controller.abort(), silenceMs);
    try {
      const response = await options.connect(options.lastEventId?.() ?? lastId, controller.signal);
      if (!response.ok || !response.body) {
        await response.body?.cancel();
        return (await options.onRefused(response.status)) ? 'unreachable' : 'refused';
      }
      options.onState('open');
      const parser = createSseParser((event) => {
        lastId = event.id ?? lastId;
        options.onEvent(event);
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
        if (done || value === undefined) return 'ended';
        clearTimeout(watchdog);
        watchdog = setTimeout(() => controller.abort(), silenceMs);
        parser.push(value);
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      wakeUp = done;
      function done(): void {
        clearTimeout(timer);
        wakeUp = undefined;
        resolve();
      }
    });
  }
}
