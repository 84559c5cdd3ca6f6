/** What a customer is told when the case goes to the fallback queue, in the languages we can say it in. */
export const fallbackTexts: { language: string; text: string }[] = [
  { language: 'en', text: 'I am passing this on to a colleague, who will answer you here.' },
  {
    language: 'de',
    text: 'Ich gebe das an eine Kollegin oder einen Kollegen weiter. Sie bekommen hier eine Antwort.',
  },
  { language: 'fr', text: 'Je transmets votre demande à un collègue, qui vous répondra ici.' },
  { language: 'es', text: 'Paso su consulta a un compañero, que le responderá aquí.' },
  { language: 'it', text: 'Passo la sua richiesta a un collega, che le risponderà qui.' },
  { language: 'pt', text: 'Vou passar o seu pedido a um colega, que lhe responderá aqui.' },
  { language: 'nl', text: 'Ik geef dit door aan een collega, die u hier antwoord geeft.' },
  { language: 'sv', text: 'Jag lämnar detta vidare till en kollega, som svarar dig här.' },
  { language: 'da', text: 'Jeg giver det videre til en kollega, som svarer dig her.' },
  { language: 'nb', text: 'Jeg gir dette videre til en kollega, som svarer deg her.' },
  { language: 'fi', text: 'Välitän asian työtoverilleni, joka vastaa sinulle täällä.' },
  { language: 'pl', text: 'Przekazuję sprawę innej osobie z zespołu, która odpowie tutaj.' },
];

/** The text for each language of a flow: its own, else ours for the language or its base; those without any are left out. */
export function fallbackTextsFor(
  languages: string[],
  own: { language: string; text: string }[],
): { language: string; text: string }[] {
  const added = languages
    .filter((language) => own.every((entry) => entry.language !== language))
    .flatMap((language) => {
      const base = language.split('-')[0];
      const found =
        own.find((entry) => entry.language === base) ??
        fallbackTexts.find((entry) => entry.language === base);
      return found ? [{ language, text: found.text }] : [];
    });
  const texts = [...own, ...added];
  const first = languages[0];
  // The first of the list serves languages that nobody thought of: it is the flow's own first language.
  texts.sort((left, right) => Number(right.language === first) - Number(left.language === first));
  return texts.length > 0 ? texts : fallbackTexts.slice(0, 1);
}
