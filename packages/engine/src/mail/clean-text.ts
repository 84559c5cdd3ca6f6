import { halfSurrogates } from '../api/shapes.ts';

/** Without control characters (line breaks and tabs stay) and half surrogates; no-break spaces are spaces. */
export function cleanText(text: string): string {
  return text
    .replaceAll(halfSurrogates, '\uFFFD')
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/[\u00a0\u202f]/g, ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}
