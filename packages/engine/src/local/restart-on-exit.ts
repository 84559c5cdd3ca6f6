/** More restarts than this within a minute, and a part is left down: it would only go round. */
const RESTARTS_PER_MINUTE = 3;

/** Servers, and processes of the engine, by name. */
export type Watched = Readonly<Record<string, { restart(): Promise<unknown> }>>;

/** Starts again what ended without having been asked to. */
export function restartOnExit(print: (line: string) => void, now: () => number = Date.now) {
  let watched: Watched = {};
  const restarts = new Map<string, number[]>();

  return {
    watch(parts: Watched): void {
      watched = { ...watched, ...parts };
    },
    end(): void {
      watched = {};
    },
    onExit,
  };

  function onExit(name: string, reason: string): void {
    const part = watched[name];
    if (part === undefined) return;
    const recent = (restarts.get(name) ?? []).filter((at) => now() - at < 60_000);
    if (recent.length >= RESTARTS_PER_MINUTE) {
      print(`${reason}. It ended ${recent.length + 1} times within a minute and is left down.`);
      return;
    }
    restarts.set(name, [...recent, now()]);
    print(`${reason}. Starting it again.`);
    // One that does not come up counts as one that ended.
    part.restart().catch((error: unknown) => onExit(name, (error as Error).message));
  }
}
