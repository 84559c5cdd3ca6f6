import type { Driver, Line } from '../../packages/engine/src/demo/line.ts';
import { linksIn, spokenText } from '../../packages/flow/src/channel-form.ts';
import type { MessageRow } from '../../packages/engine/src/stores/messages.ts';

/** What is wrong with the form in which a channel gave what was said there, above all the long answer with links and choices. */
export async function formFaults(
  { line: { form }, driver }: { line: Line; driver: Driver },
  answer: Pick<MessageRow, 'text' | 'choices'> | undefined,
): Promise<string[]> {
  const [heard, offered] = [await driver.heard(), (await driver.offered?.()) ?? []];
  const { text = '', choices = [] } = answer ?? {};
  const links = linksIn(text);
  if (text.length <= 2_000 || links.length < 2 || choices.length < 2)
    return [
      `the answer is no test: ${text.length} characters, ${links.length} links, ${choices.length} choices`,
    ];

  const whole = heard.join(' ');
  const missed = choices.filter(({ label }) => !whole.includes(label) && !offered.includes(label));
  const unseen = links.filter((link) => !whole.includes(link));
  return [
    ...heard
      .filter((part) => part.length > form.maxLength)
      .map((part) => `too long: ${part.length} characters`),
    ...(words(whole).includes(words(text)) ? [] : [`not all of the answer: ${whole}`]),
    ...missed.map(({ label }) => `not offered: ${label}`),
    ...(form.spoken
      ? heard.filter((part) => spokenText(part) !== part).map((part) => `not to be heard: ${part}`)
      : unseen.map((link) => `without its link ${link}`)),
  ];
}

/** The content of an answer, whatever its form: where sources can be named they come last. */
export function words(text = ''): string {
  return spokenText(text.replace(/\n\([^\n]*\)$/, ''))
    .toLowerCase()
    .replaceAll(/[^\p{L}\d]+/gu, ' ')
    .trim();
}
