import type { Say } from '@throughline/flow/message';
import { anyPlace, choosePlace } from '../choose-place.ts';
import { implementNode } from '../define-node.ts';
import { channelTitle } from '../place.ts';
import { NodeFailure } from '../runner.ts';
import type { LocalText } from '../texts.ts';
import { textIn } from '../texts.ts';
import { callHint, moveChannel } from './move-channel.ts';

export const runMoveChannel = implementNode(moveChannel, async ({ config, ...input }, context) => {
  const to = config.channel.trim();
  if (to === '' || to === 'voice') throw new NodeFailure('move-channel.call', callHint);
  const places = await context.channels.places();
  const wanted = places.filter(({ channel, conversation }) => channel === to || conversation === to);
  if (wanted.some(({ capabilities }) => capabilities.spoken))
    throw new NodeFailure('move-channel.call', callHint);
  const [best] = choosePlace(wanted, anyPlace(context.now()));
  const { channel = '', conversation } = best?.place ?? {};
  if (!best?.possible || conversation === undefined) {
    const reason = best?.reasons.join(' ') ?? `The customer is not known by ${channelTitle(to)}.`;
    return { port: 'impossible', output: { channel: '', conversation: '', reason } };
  }
  await context.channels.open(conversation);
  const output = { channel, conversation, reason: '' };
  if (best.place.current) return { port: 'moved', output };
  const { language = 'en' } = input.case;
  return {
    port: 'moved',
    output,
    say: saying(config.before, language),
    move: { channel, conversation, say: saying(config.first, language) },
  };
});

function saying(texts: LocalText[], language: string): Say[] {
  const text = textIn(texts, language).trim();
  return text === '' ? [] : [{ text, language }];
}
