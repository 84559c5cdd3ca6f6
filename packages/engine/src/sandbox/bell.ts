/**
 * Wakes the one loop of a case. Whoever has something for it rings; rings while it is awake are one. Cheaper than
 * `condition`, which is asked again, in a call into the sandbox of its own, after everything that happens.
 */
export function createBell(): { ring(): void; rung(): Promise<void> } {
  let wake: (() => void) | undefined;
  let rings = false;

  function answer(resolve: () => void): void {
    wake = undefined;
    rings = false;
    resolve();
  }

  return {
    ring() {
      rings = true;
      wake?.();
    },
    /** Every promise in a sandbox has its stack taken, so there is one. */
    rung: () =>
      new Promise((resolve) => {
        if (rings) answer(resolve);
        else wake = () => answer(resolve);
      }),
  };
}
