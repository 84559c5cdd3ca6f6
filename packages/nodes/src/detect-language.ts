import { detectAll } from 'tinyld';

/** Short texts look like many languages: below this they are left undecided. */
const leastLetters = 10;
const leastAccuracy = 0.1;

/** Which of these languages a text is written in; undefined when it is too short or not clear. */
export function detectLanguage(text: string, languages: string[]): string | undefined {
  if ((text.match(/\p{L}/gu) ?? []).length < leastLetters) return undefined;
  const bases = languages.map((language) => language.toLowerCase().split('-')[0] ?? '');
  const [best] = detectAll(text, bases.length > 0 ? { only: bases } : undefined);
  if (!best || best.accuracy < leastAccuracy) return undefined;
  return languages[bases.indexOf(best.lang)] ?? best.lang;
}
