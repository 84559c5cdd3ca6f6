import type { ServerName } from './server.ts';
import type { Stack } from './stack.ts';

/** More restarts than this within a minute, and a server is left down: it would only go round. */
const RESTARTS_PER_MINUTE = 3;

/** Starts a server again that ended without having been asked to. */
export function restartOnExit(print: (line: string) => void, now: () => number = Date.now) {
  let stack: Stack | undefined;
  const restarts = new Map<ServerName, number[]>();

  return {
    watch(started: Stack): void {
      stack = started;
    },
    end(): void {
      stack = undefined;
    },
    onExit,
  };

  function onExit(name: ServerName, reason: string): void {
    if (stack === undefined) return;
    const recent = (restarts.get(name) ?? []).filter((at) => now() - at < 60_000);
    if (recent.length >= RESTARTS_PER_MINUTE) {
      print(`${reason}. It ended ${recent.length + 1} times within a minute and is left down.`);
      return;
    }
    restarts.set(name, [...recent, now()]);
    print(`${reason}. Starting it again.`);
    // One that does not come up counts as one that ended.
    stack[name].restart().catch((error: unknown) => onExit(name, (error as Error).message));
  }
}
