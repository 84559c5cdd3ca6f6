import { cleanText } from '../channels/clean-text.ts';

/** Clean as of any channel; and no-break spaces are spaces, and no line ends in one. */
export function cleanMailText(text: string): string {
  return cleanText(text.replace(/[\u2028\u2029]/g, '\n').replace(/[\u00a0\u202f]/g, ' '))
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Clean, in one line, of at most so many letters. */
export function oneLine(text: string, maxLength: number): string {
  return cleanMailText(text).replace(/\s+/g, ' ').slice(0, maxLength).trim();
}
