import { channelForm, type ChannelForm } from './channel-form.ts';
import type { KnownChannel } from './known-channel.ts';
import type { Speech } from './declaration.ts';
import { plainForSms, smsSegments, type SmsSegments } from './sms-segments.ts';

/** How a channel shows a message. `segments`: what it takes there, one entry for each part. */
export type SpeechForm = ChannelForm & { segments?: SmsSegments[] };

/** A message with its texts filled in, in the form that the channel itself gives it. */
export function speechForm(
  said: { text: string; choices: string[] },
  { capabilities }: Pick<KnownChannel, 'capabilities'>,
): SpeechForm {
  const choices = said.choices.map((label, index) => ({ id: `${index + 1}`, label }));
  const form = channelForm({ text: said.text, ...(choices.length > 0 && { choices }) }, capabilities);
  if (!capabilities.segments) return form;
  return { ...form, segments: form.texts.map((text) => smsSegments(plainForSms(text))) };
}

/** The languages in which a message is written; undefined for the one without a name. */
export function languagesOf({ texts }: Speech): (string | undefined)[] {
  return [...new Set(texts.map(({ language }) => language))];
}

/** The labels of a language; those without one are the same in all. */
export function choicesIn(
  { choices = [] }: Speech,
  language: string | undefined,
): NonNullable<Speech['choices']> {
  return choices.filter((choice) => choice.language === undefined || choice.language === language);
}
