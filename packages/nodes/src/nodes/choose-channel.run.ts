import type { JsonObject } from '@throughline/flow/json';
import type { ScoredPlace } from '../choose-place.ts';
import { choosePlace } from '../choose-place.ts';
import { implementNode } from '../define-node.ts';
import { findChannelWishes } from '../find-channel-wish.ts';
import type { RunnerInput } from '../runner.ts';
import { saidIn } from '../said.ts';
import { chooseChannel } from './choose-channel.ts';

/** More would only make the state large. */
const shownCandidates = 12;

export const runChooseChannel = implementNode(chooseChannel, async (input, context) => {
  const { config } = input;
  const calls = config.calls || config.needs.includes('spoken');
  const places = await context.channels.places();
  const load = calls && config.queue !== undefined ? await context.channels.queue(config.queue) : undefined;
  const scored = choosePlace(places, {
    needs: config.needs,
    urgency: config.urgentWhen === true ? 'high' : config.urgency,
    costs: config.costs,
    ...(config.channels.length > 0 && { channels: config.channels }),
    calls,
    said: wishes(input),
    ...(load && { load }),
    now: context.now(),
  });
  const [best] = scored;
  const chosen = best?.possible ? best : undefined;
  return {
    port: chosen ? 'chosen' : 'none',
    output: {
      channel: chosen?.place.channel ?? '',
      conversation: chosen?.place.conversation ?? '',
      current: chosen?.place.current ?? false,
      score: chosen?.score ?? 0,
      reasons: chosen?.reasons ?? [],
      candidates: scored.slice(0, shownCandidates).map(asOutput),
    },
  };
});

/** The customer's fact first, then the issue, then what is said now: the last word counts. */
function wishes({ config, customer, messages, case: { brief } }: RunnerInput<{ preference: string }>) {
  const fact = customer.facts?.[config.preference];
  const said = [
    { text: brief.issue?.text ?? '', where: 'said in the issue' },
    { text: saidIn(messages), where: 'said in this message' },
  ];
  return [
    ...(typeof fact === 'string'
      ? [{ channels: [fact], wanted: true, where: `${config.preference} of the customer` }]
      : []),
    ...said.flatMap(({ text, where }) =>
      findChannelWishes(text).map(({ channels, wanted }) => ({ channels, wanted, where })),
    ),
  ];
}

function asOutput({ place, possible, score, reasons }: ScoredPlace): JsonObject {
  const { channel, conversation = '' } = place;
  return { channel, conversation, possible, score, reasons };
}
