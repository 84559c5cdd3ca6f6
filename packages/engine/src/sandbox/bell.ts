/**
 * Wakes the one loop of a case. Whoever has something for it rings; rings while it is awake are one. Cheaper than
 * `condition`, which is asked again, in a call into the sandbox of its own, after everything that happens.
 */
export function createBell(): { ring(): void; rung(): Promise<void> } {
  let waiting: (() => void) | undefined;
  let rings = false;
  return {
    ring() {
      rings = true;
      waiting?.();
    },
    async rung() {
      if (!rings) await new Promise<void>((resolve) => (waiting = resolve));
      waiting = undefined;
      rings = false;
    },
  };
}
