export type LocalText = { language: string; text: string };

/** The text for a language: the same code, else the same language in another region, else the first. */
export function textIn(texts: LocalText[], language: string): string {
  const base = baseOf(language);
  const found =
    texts.find((entry) => entry.language.toLowerCase() === language.toLowerCase()) ??
    texts.find((entry) => baseOf(entry.language) === base) ??
    texts[0];
  return found?.text ?? '';
}

/** The text an author wrote, or its translation when there is one for exactly this language. */
export function translated(text: string, translations: LocalText[], language: string): string {
  const base = baseOf(language);
  const found =
    translations.find((entry) => entry.language.toLowerCase() === language.toLowerCase()) ??
    translations.find((entry) => baseOf(entry.language) === base);
  return found?.text ?? text;
}

function baseOf(language: string): string {
  return language.toLowerCase().split('-')[0] ?? '';
}
