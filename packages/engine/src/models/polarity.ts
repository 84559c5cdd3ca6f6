const negations: Record<string, RegExp> = {
  en: /\b(?:not|no|never|none|neither|nor|without|cannot|nobody|nothing|except|unless|excluded?|refused?|impossible|unable)\b|n't\b/gi,
  de: /\b(?:nicht|kein\w*|nie|niemals|ohne|außer|weder)\b/gi,
  fr: /\b(?:ne|n'|pas|jamais|aucune?|sans|sauf)\b/gi,
  es: /\b(?:no|nunca|ning[uú]n\w*|sin|excepto|salvo|tampoco)\b/gi,
  sv: /\b(?:inte|ej|aldrig|ingen|inget|inga|utan|utom)\b/gi,
};

/** Whether a sentence denies what it talks about: an odd number of denials, as "cannot ... without" allows something. */
export function denies(sentence: string, language = 'en'): boolean {
  const pattern = negations[language.toLowerCase().split('-')[0] ?? 'en'] ?? negations.en;
  const plain = sentence.replace(/[’‘]/g, "'").replace(/\bnot only\b/gi, '');
  return (plain.match(pattern ?? /$^/g) ?? []).length % 2 === 1;
}
