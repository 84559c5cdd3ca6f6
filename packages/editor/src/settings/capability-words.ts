import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import { durationText } from '@throughline/flow/duration';

const number = new Intl.NumberFormat('en');

/** What a channel can do, in sentences. */
export function capabilityWords(can: ChannelCapabilities): string[] {
  const { maxTextLength, choices, maxChoices, maxLabelLength, receipts, windowMs } = can;
  const shown = {
    buttons: `Choices are up to ${maxChoices} buttons of ${maxLabelLength} characters.`,
    numbers: `Choices are a numbered list of up to ${maxChoices}.`,
    spoken: `Choices are read out, up to ${maxChoices}, and taken by key or voice.`,
  }[choices];
  const sources = {
    links: 'Sources are shown as links.',
    text: 'Sources are named in the text.',
    none: 'Sources are not shown.',
  }[can.sources];
  const known = {
    none: 'Nobody knows whether a message arrived.',
    delivered: 'We learn when a message arrived.',
    seen: 'We learn when a message arrived and was read.',
  }[receipts];
  return [
    can.spoken
      ? 'What is said is spoken.'
      : `A message has at most ${number.format(maxTextLength)} characters; longer ones go in parts.`,
    ...(can.segments
      ? ['It is paid for in segments of 160 characters, or 70 with signs such as emoji.']
      : []),
    shown,
    sources,
    known,
    can.attachments ? 'Customers may send files.' : 'Customers cannot send files.',
    can.sendsFiles ? 'Files of answers go along.' : 'Files of answers go as links.',
    can.canOpen ? 'We may write first.' : 'The customer has to write first.',
    ...(windowMs === undefined
      ? []
      : [`Anything may be answered for ${durationText(windowMs)} after the customer’s last word.`]),
    ...(can.typing ? ['The customer sees that an answer is being written.'] : []),
  ];
}
