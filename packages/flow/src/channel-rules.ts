import { hasLinks, spokenText } from './channel-form.ts';
import type { Silence } from './channel-reach.ts';
import { choicesIn, languagesOf, speechForm } from './channel-speech.ts';
import type { Speech } from './declaration.ts';
import type { KnownChannel } from './known-channel.ts';
import { holesIn } from './template.ts';
import type { Issue } from './validate/issue.ts';

/** Something a node may say on a channel, when the customer has been silent for so long. */
export type SaidOn = { node: { title: string }; speech: Speech; channel: KnownChannel; silence: Silence };

/** `what` gets the names of the channels it holds for. */
type Finding = Pick<Issue, 'code' | 'path'> & { what: (channels: string) => string };

type Rule = (said: SaidOn) => Finding[];

/** Longer ones are rarely read, and each segment is paid for. */
const maxSegments = 3;

const tooManyButtons: Rule = ({ node, speech, channel: { capabilities } }) => {
  const { choices: by, maxChoices } = capabilities;
  const most = Math.max(0, ...languagesOf(speech).map((language) => choicesIn(speech, language).length));
  if (by === 'numbers' || most <= maxChoices) return [];
  const path = speech.choices?.[0]?.path.slice(0, -2) ?? [];
  const instead = by === 'buttons' ? 'as buttons, so they become a numbered list' : 'to choose from by a key';
  const what = (names: string) =>
    `“${node.title}” offers ${most} choices; ${names} can show ${maxChoices} ${instead}`;
  return [{ code: 'channel.too-many-buttons', path, what }];
};

const labelTooLong: Rule = ({ speech, channel: { capabilities } }) => {
  if (capabilities.choices !== 'buttons') return [];
  return (speech.choices ?? []).flatMap(({ label, path }): Finding[] => {
    const { length } = filled(label);
    if (length <= capabilities.maxLabelLength) return [];
    const what = (names: string) =>
      `The label “${label}” has ${length} characters; a button on ${names} has room for ${capabilities.maxLabelLength}, so all choices become a numbered list`;
    return [{ code: 'channel.label-too-long', path, what }];
  });
};

const textTooLong: Rule = ({ node, speech, channel }) =>
  languagesOf(speech).flatMap((language) =>
    textsIn(speech, language).flatMap(({ text, path }): Finding[] => {
      const choices = choicesIn(speech, language).map(({ label }) => filled(label));
      const { texts, segments = [] } = speechForm({ text: filled(text), choices }, channel);
      const paid = segments.reduce((sum, one) => sum + one.segments, 0);
      const code = 'channel.text-too-long';
      if (texts.length > 1)
        return [
          {
            code,
            path,
            what: (names) =>
              `“${node.title}” is too long for one message on ${names}: it goes in ${texts.length} parts`,
          },
        ];
      if (paid <= maxSegments) return [];
      const signs = segments.some(({ alphabet }) => alphabet === 'UCS-2')
        ? ', as some of its characters are not of the SMS alphabet and make all of it longer'
        : '';
      return [{ code, path, what: (names) => `“${node.title}” takes ${paid} segments as ${names}${signs}` }];
    }),
  );

const noSpokenForm: Rule = ({ node, speech, channel: { capabilities } }) => {
  if (!capabilities.spoken) return [];
  return speech.texts.flatMap(({ text, path }): Finding[] => {
    const code = 'channel.no-spoken-form';
    const heard = spokenText(filled(text));
    if (text.trim() === '') return [];
    if (!/[\p{L}\p{N}]/u.test(heard))
      return [{ code, path, what: (names) => `Nothing of “${node.title}” can be heard on ${names}` }];
    if (!hasLinks(text)) return [];
    return [
      { code, path, what: (names) => `“${node.title}” holds an address, which is left out on ${names}` },
    ];
  });
};

const afterWindow: Rule = ({ node, speech, channel, silence }) => {
  const { windowMs } = channel.capabilities;
  if (windowMs === undefined || channel.template || silence.ms < windowMs) return [];
  const late = Number.isFinite(silence.ms) ? `${lengthOf(silence.ms)} after` : 'long after';
  const what = (names: string) =>
    `“${node.title}” may be said ${late} the customer last wrote; on ${names} anything may be said for ${lengthOf(windowMs)} only`;
  return [{ code: 'channel.window', path: speech.texts[0]?.path ?? [], what }];
};

/** Each word of the customer opens the window again, so what a loop adds is too late only after so many silent rounds. */
const afterSilentRounds: Rule = ({ node, speech, channel, silence: { ms, round } }) => {
  const { windowMs } = channel.capabilities;
  if (windowMs === undefined || channel.template || ms >= windowMs || !round) return [];
  const rounds = Math.max(1, Math.ceil((windowMs - ms) / round.ms));
  const times = rounds === 1 ? 'after one round' : `after ${rounds} rounds`;
  const each = Number.isFinite(round.ms) ? `${lengthOf(round.ms)} each` : 'of no known length';
  const what = (names: string) =>
    `“${node.title}” may be said ${times} of the loop of “${round.wait}”, ${each}: if the customer writes in none of them, the ${lengthOf(windowMs)} are over in which anything may be said on ${names}`;
  return [{ code: 'channel.window-in-loop', path: speech.texts[0]?.path ?? [], what }];
};

/** Each looks at one message on one channel. */
export const channelRules: Rule[] = [
  tooManyButtons,
  labelTooLong,
  textTooLong,
  noSpokenForm,
  afterWindow,
  afterSilentRounds,
];

/** The least that comes out of a template: a character for what is filled in. */
function filled(template: string): string {
  let text = '';
  let at = 0;
  for (const { from, to } of holesIn(template)) {
    text += `${template.slice(at, from - 2)}x`;
    at = to + 2;
  }
  return (text + template.slice(at)).replaceAll('\\{{', '{{');
}

function textsIn({ texts }: Speech, language: string | undefined): Speech['texts'] {
  return texts.filter((one) => one.language === language && one.text.trim() !== '');
}

function lengthOf(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 180 && minutes % 60 !== 0) return counted(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours > 72 ? counted(Math.round(hours / 24), 'day') : counted(hours, 'hour');
}

function counted(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
