import type { TextRange } from '../stores/promise-readings.ts';

/** Where a text says these words, whatever the case of letters, the spaces between, and the form of quotation marks. */
export function findQuote(text: string, quote: string): TextRange | undefined {
  const words = quote
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0 || words.length > 400) return undefined;
  const pattern = words.map((word) => anyQuotes(word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))).join('\\s+');
  const found = new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'iu').exec(text);
  return found ? { from: found.index, to: found.index + found[0].length } : undefined;
}

function anyQuotes(word: string): string {
  return word.replace(/['’‘]/g, "['’‘]").replace(/["“”„«»]/g, '["“”„«»]');
}
