import type { ChannelCapabilities } from './channel-capabilities.ts';
import type { Choice, Say } from './message.ts';
import { splitText } from './split-text.ts';

/** What a channel shows of a message: its parts in order, and the buttons below the last. */
export type ChannelForm = { texts: string[]; buttons: Choice[] };

/**
 * A message in the form of a channel. Choices that do not fit its buttons become a numbered list, which the customer answers
 * with a number or the words; files that it does not send become links; what is spoken has no links and no marks; what is too
 * long goes in several parts.
 */
export function channelForm(
  say: Pick<Say, 'text' | 'choices' | 'sources'> & { attachments?: { name: string; url: string }[] },
  to: ChannelCapabilities,
): ChannelForm {
  const { choices = [], sources = [], attachments = [] } = say;
  const buttons = fitButtons(choices, to) ? choices : [];
  const listed = buttons.length > 0 ? [] : choices.map(({ label }, index) => `${index + 1}. ${label}`);
  const named = to.sources === 'text' ? sources.map(({ title }) => `(${title})`) : [];
  const linked = to.sendsFiles || to.spoken ? [] : attachments.map(({ name, url }) => `${name}: ${url}`);
  const said = to.spoken ? spokenText(say.text) : say.text;
  const text = [said, linked.join('\n'), named.join(' '), listed.join('\n')]
    .filter((part) => part !== '')
    .join('\n');
  return { texts: splitText(text, to.maxTextLength), buttons };
}

function fitButtons(
  choices: readonly Choice[],
  { choices: by, maxChoices, maxLabelLength }: ChannelCapabilities,
): boolean {
  if (by !== 'buttons' || choices.length === 0 || choices.length > maxChoices) return false;
  return choices.every(({ label }) => label.length <= maxLabelLength);
}

const link = /https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"]/g;

/** Whether a text holds something that can only be seen. */
export function hasLinks(text: string): boolean {
  return text.search(link) >= 0;
}

/** The addresses in a text, once each, in order. */
export function linksIn(text: string): string[] {
  return [...new Set(text.match(link) ?? [])];
}

/** "You can follow it at <link>." is nothing to hear without its link. */
const onlyToLink = new RegExp(
  `[^.!?\\n]{0,300}\\b(?:at|here|under|via|to|on|see|visit|auf|unter|bei|en|sur|à)\\s?:?\\s?${link.source}[.!?]?`,
  'giu',
);

/** For ears: no addresses, no marks of Markdown, a pause where a line ends. */
export function spokenText(text: string): string {
  return text
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replaceAll(onlyToLink, '')
    .replaceAll(link, '')
    .replaceAll(/^\s*(?:[-*•]|#{1,6})\s+/gm, '')
    .replaceAll(/[*_`~]{1,3}(\S(?:.*?\S)?)[*_`~]{1,3}/g, '$1')
    .replaceAll(/([^\s.!?:;,])[ \t]*\n+/g, '$1. ')
    .replaceAll(/([.!?:;,])\s+\./g, '$1')
    .replaceAll(/\s+([.,;:!?])/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
