import { halfSurrogates } from '../api/shapes.ts';

/** Without control characters (line breaks and tabs stay) and half surrogates, which no store and no model can keep. */
export function cleanText(text: string): string {
  return text
    .replaceAll(halfSurrogates, '\uFFFD')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}
