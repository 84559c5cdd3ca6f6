/** What somebody can look for by its words. */
export type Searched = { title: string; also: string[] };

/**
 * Those that have every word that was typed, best first: what is called so, what begins so, where a title begins with a word, has a word that does, has it somewhere,
 * and then what only its other texts say. In the order given where nothing was typed.
 */
export function search<Item extends Searched>(items: readonly Item[], typed: string): Item[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...items];
  const ranked = items.flatMap((item) => {
    const ranks = words.map((word) => rank(item, word));
    if (ranks.includes(undefined)) return [];
    return [{ item, rank: wholeRank(item, words.join(' ')) ?? Math.max(...ranks.map((one) => one ?? 0)) }];
  });
  return ranked.toSorted((one, other) => one.rank - other.rank).map(({ item }) => item);
}

function wholeRank({ title }: Searched, typed: string): number | undefined {
  const text = title.toLowerCase();
  if (text === typed) return -2;
  return text.startsWith(typed) ? -1 : undefined;
}

function rank({ title, also }: Searched, word: string): number | undefined {
  const text = title.toLowerCase();
  if (text.startsWith(word)) return 0;
  if (text.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word))) return 1;
  if (text.includes(word)) return 2;
  return also.some((other) => other.toLowerCase().includes(word)) ? 3 : undefined;
}
