/** The words of a text in lower case, each between single spaces, so that "art" is not found in "start". */
export function wordsOf(text: string): string {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return ` ${words.join(' ')} `;
}

/** Whether a word or a phrase stands in a text as a whole. */
export function holdsPhrase(text: string, phrase: string): boolean {
  const wanted = wordsOf(phrase);
  return wanted.trim() !== '' && wordsOf(text).includes(wanted);
}
