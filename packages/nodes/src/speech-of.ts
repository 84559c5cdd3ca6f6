import type { Speech } from '@throughline/flow/declaration';
import type { LocalText } from './texts.ts';

/** A text that is written in each language, at a key of the config. */
export function speechOf(title: string, key: string, texts: LocalText[]): Speech {
  return { title, texts: inLanguages(key, texts) };
}

/** A text that is written in one language, with translations beside it. */
export function translatedSpeech(
  title: string,
  key: string,
  { text, translations }: { text: string; translations: LocalText[] },
): Speech {
  return { title, texts: [{ text, path: [key] }, ...inLanguages('translations', translations)] };
}

export function inLanguages(key: string, texts: LocalText[]): Speech['texts'] {
  return texts.map(({ language, text }, index) => ({ language, text, path: [key, index, 'text'] }));
}

export function choicesOf(choices: { label: string }[]): NonNullable<Speech['choices']> {
  return choices.map(({ label }, index) => ({ label, path: ['choices', index, 'label'] }));
}
