import { stemmer } from 'stemmer';

/** Content words of a text, stemmed, in order, without stop words. Amounts keep their digits: "£1,000.00" is "1000". */
export function contentStems(text: string): string[] {
  const stems: string[] = [];
  for (const word of words(text)) {
    const stem = stemOf(word);
    if (stem !== undefined) stems.push(stem);
  }
  return stems;
}

/** The stem of one lower-case word, or undefined when the word carries no content. */
export function stemOf(word: string): string | undefined {
  if (stopWords.has(word)) return undefined;
  return /^[a-z]+$/.test(word) ? stemmer(word) : word;
}

export function words(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(/(\d)\.0+\b/g, '$1');
  return (plain.match(/[\p{L}\p{N}]+(?:['.-][\p{L}\p{N}]+)*/gu) ?? []).map((word) =>
    word.replace(/n't$/, '').replace(/'(s|re|ve|ll|d|m)$/, ''),
  );
}

const stopWords = new Set(
  `a about after all also am an and any anything are as at be because been before being both but by came can could did
  do does doing done dont down each else ever every few for from get gets getting give go goes going got had has have
  having he hello help her here hi him his how i if im in into is it its just know let like lot made make many may me
  might more most much must my myself need needs no nor not now of off ok okay on once one only or other our out over
  own please put really same say see shall she should so some someone something still such tell than thank thanks that
  the their them then there these they thing things this those to too u under until up upon us use very want wanted was
  way we well were what whats when where which while who whose why will with without wo would ya yes you your yours
  ur pls cos cuz thx wanna gonna hey again actually possible happen happens think wonder question guys folks cannot within`.split(
    /\s+/,
  ),
);
