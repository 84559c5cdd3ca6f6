/** Which of the blocks holds the beginning of a passage, -1 when none does; spaces and marks of lists do not count. */
export function placeOf(passage: string, blocks: readonly (string | null)[]): number {
  const words = plain(passage);
  if (words === '') return -1;
  const texts = blocks.map((block) => plain(block ?? ''));
  // Markup in the middle of a sentence reads otherwise in a passage: a shorter beginning is the second try.
  for (const length of [60, 30]) {
    const whole = texts.findIndex((text) => text.includes(words.slice(0, length)));
    if (whole >= 0) return whole;
  }
  // A passage that begins with a short item, such as of a list, goes on in the next block.
  return texts.findIndex((text) => text.length > 3 && words.startsWith(text.slice(0, 60)));
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
