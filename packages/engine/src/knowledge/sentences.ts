const abbreviation =
  /(?:\b(?:e\.g|i\.e|etc|approx|incl|excl|vs|no|nr|mr|mrs|ms|dr|st|co|ltd|inc|a\.m|p\.m)|\b\p{Lu})\.$/iu;
const sentenceEnd = /(?<=[.!?…]["'”’)\]]*)\s+(?=["'“‘([]?[\p{Lu}\p{N}{])/u;

/** Sentences of one paragraph, in order; line breaks inside it are spaces, a list item is a sentence of its own. */
export function sentencesOf(paragraph: string): string[] {
  return paragraph.split(/\n+(?=\s*(?:[-*•]|\d+[.)])\s)/).flatMap((part) => {
    const sentences: string[] = [];
    for (const piece of part.replace(/\s+/g, ' ').trim().split(sentenceEnd)) {
      const last = sentences.at(-1);
      if (last !== undefined && abbreviation.test(last)) sentences[sentences.length - 1] = `${last} ${piece}`;
      else if (piece !== '') sentences.push(piece);
    }
    return sentences;
  });
}
