import { splitText } from '@throughline/flow/split-text';

/** For limits that do not count characters: what does not fit is halved, at a pause, until all parts do. */
export function splitToFit(texts: readonly string[], fits: (text: string) => boolean): string[] {
  return texts.flatMap((text) =>
    fits(text) || text.length <= 2 ? [text] : splitToFit(splitText(text, Math.ceil(text.length / 2)), fits),
  );
}
