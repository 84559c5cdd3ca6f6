/** Which of the blocks holds the beginning of a passage, -1 when none does; spaces and marks of lists do not count. */
export function placeOf(passage: string, blocks: readonly (string | null)[]): number {
  const words = plain(passage).slice(0, 60);
  if (words === '') return -1;
  const texts = blocks.map((block) => plain(block ?? ''));
  const whole = texts.findIndex((text) => text.includes(words));
  if (whole >= 0) return whole;
  // A passage that begins with a short item, such as of a list, goes on in the next block.
  return texts.findIndex((text) => text.length > 3 && words.startsWith(text.slice(0, 60)));
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
