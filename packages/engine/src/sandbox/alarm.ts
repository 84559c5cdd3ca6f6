import { sleep } from '@temporalio/workflow';

/**
 * Timers for the earliest deadline. A timer that is already set for an earlier time serves a later deadline too (it is
 * looked at when it fires), so that a deadline pushed back on every turn writes no history.
 */
export function createAlarm(ring: () => void): { arm(deadline: number | undefined): void } {
  let set: number[] = [];

  async function wait(deadline: number): Promise<void> {
    await sleep(Math.max(1, deadline - Date.now()), { summary: 'next deadline' });
    set = set.filter((other) => other !== deadline);
    ring();
  }

  return {
    arm(deadline) {
      if (deadline === undefined || set.some((other) => other <= deadline)) return;
      set.push(deadline);
      void wait(deadline);
    },
  };
}
