/** Corrects words that neither the articles nor the language know. */
export interface Speller {
  /** The text with misspelt words replaced; `known` says which words the articles use, lower-case. */
  correct(text: string, known: ReadonlySet<string>): string;
}

const shortest = 3;
/** A little more than leaving a letter out, so that a short word is not turned into another one. */
const replaced = 1.1;
const remembered = 5_000;

/**
 * `dictionary` lists the language's usual words, most frequent first: they are what a misspelt word may stand for.
 * `isWord` knows all of them: what it knows is never touched. A word of the articles is preferred to a word of the
 * language at the same distance, since customers mostly write about what the articles are about.
 */
export function createSpeller(dictionary: readonly string[], isWord: (word: string) => boolean): Speller {
  const ranks = new Map(dictionary.map((word, rank) => [word, rank]));
  const byLength = new Map<number, string[]>();
  for (const word of dictionary) add(byLength, word);
  const memory = new Map<string, string>();

  function corrected(word: string, known: ReadonlySet<string>): string {
    const limit = word.length >= 7 ? 2.2 : word.length > 4 ? replaced : 1;
    let best = word;
    let lowest = limit + 1;
    const weigh = (candidate: string, bonus: number) => {
      const distance = editDistance(word, candidate, limit);
      // People seldom get the first letter wrong, other than by swapping it with the second.
      if (distance > (candidate[0] === word[0] ? limit : 0.8)) return;
      const rank = (ranks.get(candidate) ?? dictionary.length) / Math.max(1, dictionary.length);
      const cost = distance + 0.4 * Math.sqrt(rank) - bonus;
      if (cost < lowest) [best, lowest] = [candidate, cost];
    };
    for (let length = word.length - 2; length <= word.length + 2; length++) {
      for (const candidate of byLength.get(length) ?? []) weigh(candidate, 0);
    }
    for (const candidate of known) {
      if (candidate.length >= shortest && Math.abs(candidate.length - word.length) <= limit)
        weigh(candidate, 0.25);
    }
    return best;
  }

  return {
    correct(text, known) {
      return text.replace(/(?<![\p{L}\p{N}'’@./-])[a-z]{3,21}(?![\p{L}\p{N}'’@-])/gu, (word) => {
        if (known.has(word) || ranks.has(word) || isWord(word)) return word;
        const found = memory.get(word) ?? corrected(word, known);
        if (memory.size > remembered) memory.clear();
        memory.set(word, found);
        return found;
      });
    },
  };
}

function add(byLength: Map<number, string[]>, word: string) {
  const same = byLength.get(word.length);
  if (same) same.push(word);
  else byLength.set(word.length, [word]);
}

/** Damerau-Levenshtein: a swap of neighbours is one edit, and a little less, as people swap a lot. Stops above `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let older: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let lowest = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (before[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (before[j - 1] ?? 0) + (same ? 0 : replaced),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (older[j - 2] ?? 0) + 0.8);
      row.push(cost);
      lowest = Math.min(lowest, cost);
    }
    if (lowest > limit) return limit + 1;
    older = before;
    before = row;
  }
  return before[b.length] ?? limit + 1;
}
