import { hasLinks, spokenText } from '@throughline/flow/channel-form';
import type { Choice } from '@throughline/flow/message';
import { splitText } from '@throughline/flow/split-text';
import type { CallPhrases } from './call-phrases.ts';

/** What a telephone provider makes into speech at once. */
export const maxSpokenLength = 3_000;

/** A message as it is heard: no links, and its choices by their digits. In parts that a provider takes. */
export function spokenMessage(
  { text, choices = [] }: { text: string; choices?: Choice[] },
  phrases: CallPhrases,
): string[] {
  const spoken = spokenText(text).replaceAll(unspeakable, '');
  const said = spoken === '' && hasLinks(text) ? phrases.onlyLink : spoken;
  const offered = choices.map(({ label }, index) => phrases.choice(index + 1, spokenText(label)));
  const whole = [said, ...offered].filter((part) => part !== '').join(' ');
  return splitText(whole, maxSpokenLength);
}

/** The choice that a digit, its word or the label names. */
export function chosenBy(
  said: { digits?: string | undefined; speech?: string | undefined },
  choices: readonly Choice[],
  phrases: CallPhrases,
): Choice | undefined {
  if (said.digits !== undefined) return choices[numberOf(said.digits)];
  if (said.speech === undefined) return undefined;
  const words = plain(said.speech);
  const named = phrases.numbers.indexOf(words);
  const number = named >= 0 ? named : numberOf(words);
  return choices[number] ?? choices.find(({ label }) => plain(label) === words);
}

export function saysYes(speech: string, phrases: CallPhrases): boolean {
  return phrases.yes.includes(plain(speech));
}

/** About how long it takes to say, in milliseconds: 15 characters a second. */
export function speakingMs(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + 300 + (text.length / 15) * 1_000, 0);
}

function numberOf(digits: string): number {
  return /^\d{1,2}$/.test(digits) ? Number(digits) - 1 : -1;
}

function plain(words: string): string {
  return words
    .toLowerCase()
    .replaceAll(/[.,;:!?¡¿]/g, '')
    .trim();
}

/** What XML cannot carry. */
const unspeakable = /[^\P{Cc}\t\n]|[\uFFFE\uFFFF]|\p{Cs}/gu;
