import { setTimeout as pause } from 'node:timers/promises';
import { NotSent } from './channel.ts';

/**
 * Gives the parts of one message in order, and returns what the provider calls each. Once a part was taken, the message as a
 * whole must not be given again: a part behind it that is turned away is tried a few times here.
 */
export async function sendParts<Part>(
  parts: readonly Part[],
  give: (part: Part, last: boolean) => Promise<string>,
  pausesMs: readonly number[] = [1_000, 2_000, 4_000],
): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, part] of parts.entries()) {
    ids.push(await given(() => give(part, index === parts.length - 1), index === 0 ? [] : pausesMs, index));
  }
  return ids;
}

async function given(
  give: () => Promise<string>,
  pausesMs: readonly number[],
  before: number,
): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await give();
    } catch (error) {
      if (!(error instanceof NotSent) || before === 0) throw error;
      const waitMs = pausesMs[attempt];
      if (waitMs === undefined) throw new Error('Only a part of the message was taken.', { cause: error });
      await pause(waitMs);
    }
  }
}
