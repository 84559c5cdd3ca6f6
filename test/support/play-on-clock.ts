import { durationMs } from '../../packages/flow/src/duration.ts';
import type { Effect } from '../../packages/flow/src/effect.ts';
import { unmet } from '../../packages/flow/src/check-expectation.ts';
import type { Conversation, Turn } from '../../packages/flow/src/conversation.ts';
import { pathOf } from '../../packages/flow/src/route-of.ts';
import type { FlowCase } from './flow-cases.ts';

/** Plays a recorded conversation on a case with a virtual clock: days pass in milliseconds. */
export function playOnClock(conversation: Conversation, kase: FlowCase) {
  return conversation.turns.map((turn, index) => {
    const effects = act(kase, turn);
    const { owner, queue, brief } = kase.state();
    const heard = effects.flatMap((effect) =>
      effect.type === 'send'
        ? [
            {
              from: 'bot' as const,
              text: effect.text,
              choices: (effect.choices ?? []).map(({ label }) => label),
              sources: [],
            },
          ]
        : [],
    );
    const path = pathOf(effects);
    const problems = unmet(turn.expect, {
      heard,
      path,
      owner,
      brief,
      ...(queue ? { queue: queue.name } : {}),
    });
    return { index, ...wordsOf(turn), heard, path, problems };
  });
}

function act(kase: FlowCase, { say, press, silence, after }: Turn): Effect[] {
  if (silence !== undefined) return kase.wait(durationMs(silence) ?? 0);
  const before = after === undefined ? [] : kase.wait(durationMs(after) ?? 0);
  const choice = kase.state().offered.find(({ id, label }) => id === press || label === press);
  const said = typeof say === 'string' ? [say] : (say ?? []);
  return [...before, ...(choice ? kase.press(choice.id) : kase.tell(...said))];
}

function wordsOf({ say, press, silence }: Turn) {
  return {
    ...(say === undefined ? {} : { said: typeof say === 'string' ? [say] : say }),
    ...(press === undefined ? {} : { pressed: press }),
    ...(silence === undefined ? {} : { silence }),
  };
}
