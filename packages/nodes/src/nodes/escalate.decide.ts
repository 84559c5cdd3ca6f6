import type { DeciderOf } from '../define-node.ts';
import { durationMs } from '@throughline/flow/duration';
import { idsOf } from '../said.ts';
import { textIn } from '../texts.ts';
import type { escalate } from './escalate.ts';

export const decideEscalate: DeciderOf<typeof escalate> = {
  enter(context) {
    const { config, language } = context;
    const queue = context.render(config.queue).trim();
    if (queue === '') {
      return { fail: { code: 'escalate.no-queue', message: `The queue \`${config.queue}\` is empty.` } };
    }
    const priority = context.evaluate(config.priority);
    if (!isPriority(priority)) {
      const message = `The priority \`${config.priority}\` must be a whole number from 1 to 5.`;
      return { fail: { code: 'escalate.bad-priority', message } };
    }
    const reason = context.render(config.reason).trim();
    const skill = context.render(config.skill ?? '').trim();
    const waitMs = config.waitFor === undefined ? undefined : durationMs(config.waitFor);
    return {
      handOff: { queue, reason, priority, ...(skill === '' ? {} : { skill }) },
      say: [{ text: context.render(textIn(config.text, language)), language }],
      brief: { steps: [{ text: `Handed over to ${queue}: ${reason}`, messages: idsOf(context.messages) }] },
      ...(waitMs !== undefined && context.hasEdge('nobody') ? { waitUntil: context.now + waitMs } : {}),
    };
  },
  timer: () => ({ port: 'nobody' }),
  // People who were given a time, or none, have it.
  waitsAs: ({ waitFor }, hasEdge) => ({ limited: waitFor !== undefined && hasEdge('nobody') }),
};

function isPriority(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 5;
}
