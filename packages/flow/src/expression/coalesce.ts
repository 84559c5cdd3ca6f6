/**
 * CEL has no `??`. Its parser is given `||`, which has the same length and a fitting rank (below `&&` and comparisons), and
 * the places are kept, so that the tree can tell the two apart and every offset stays true to what the author wrote.
 */
export function replaceCoalesce(source: string): { source: string; offsets: number[] } {
  const offsets: number[] = [];
  let result = '';
  let at = 0;
  while (at < source.length) {
    const end = endOfQuoted(source, at);
    if (end > at) {
      result += source.slice(at, end);
      at = end;
    } else if (source.startsWith('??', at)) {
      offsets.push(at);
      result += '||';
      at += 2;
    } else {
      result += source[at];
      at++;
    }
  }
  return { source: result, offsets };
}

/** Where the text literal or comment that starts at `at` ends; `at` itself when none starts there. */
export function endOfQuoted(source: string, at: number): number {
  if (source.startsWith('//', at)) {
    const end = source.indexOf('\n', at);
    return end === -1 ? source.length : end;
  }
  const quote = source[at];
  if (quote !== '"' && quote !== "'") return at;
  const mark = source.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  // The parser, too, lets a backslash keep the quote open in raw texts.
  for (let index = at + mark.length; index < source.length; index++) {
    if (source[index] === '\\') index++;
    else if (source.startsWith(mark, index)) return index + mark.length;
  }
  return source.length;
}
