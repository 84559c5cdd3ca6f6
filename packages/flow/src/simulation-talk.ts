import type { Choice, Source } from './message.ts';
import type { Simulation } from './simulation.ts';

/** One thing said in a simulation. */
export type Line = {
  id: string;
  from: 'customer' | 'bot' | 'agent';
  text: string;
  channel: string;
  at: number;
  /** Number of the step in which it was said. */
  seq: number;
  choices?: Choice[];
  sources?: Source[];
  node?: string;
};

/** All that was said, in order. */
export function talkOf({ steps }: Pick<Simulation, 'steps'>): Line[] {
  return steps.flatMap(({ seq, event, effects }): Line[] => {
    const said = effects.flatMap((effect): Line[] => {
      if (effect.type !== 'send') return [];
      const { send, actor, text, channel, choices, sources, node } = effect;
      const more = { ...(choices && { choices }), ...(sources && { sources }), ...(node && { node }) };
      const from = actor.kind === 'agent' ? 'agent' : 'bot';
      return [{ id: send, from, text, channel, at: event.at, seq, ...more }];
    });
    if (event.type !== 'message.received') return said;
    const { id, text, channel } = event.message;
    return [{ id, from: 'customer', text, channel, at: event.at, seq }, ...said];
  });
}
