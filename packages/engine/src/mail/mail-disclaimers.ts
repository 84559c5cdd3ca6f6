/** Cuts what companies and scanners put below every mail, from the end up. */
export function withoutDisclaimer(text: string): string {
  const paragraphs = text.trimEnd().split(/\n\s*\n/);
  while (paragraphs.length > 1 && isDisclaimer(paragraphs.at(-1) ?? '')) paragraphs.pop();
  return paragraphs.join('\n\n').replace(/\n(?:[_*=-]{5,}\s*)$/, '');
}

/** Cuts the warning that a company's server puts above a mail from outside. */
export function withoutBanner(text: string): string {
  const [first = '', ...rest] = text.split(/\n\s*\n/);
  return rest.length > 0 && first.length < 600 && banners.some((banner) => banner.test(first))
    ? rest.join('\n\n')
    : text;
}

const banners = [
  /(?:caution|external|warning|attention).{0,40}(?:this (?:e-?mail|message)|sender).{0,40}(?:originat|came|is|from).{0,40}(?:outside|external)/is,
  /(?:achtung|vorsicht|extern).{0,60}(?:e-?mail|nachricht).{0,60}(?:extern|außerhalb)/is,
  /(?:attention|externe?).{0,60}(?:e-?mail|courriel|message).{0,60}(?:extérieur|externe)/is,
  /(?:precaución|atención|externo).{0,60}(?:correo|mensaje).{0,60}(?:extern|fuera)/is,
  /(?:varning|externt).{0,60}(?:e-post|mejl|meddelande).{0,60}(?:utanför|extern)/is,
  /^you don['’]t often get (?:e-?mail|messages) from .{1,200}$/im,
];

/** Each needs all of its words: one of them alone is something that people write about. */
const disclaimers: RegExp[][] = [
  [
    /confidential|privileged/i,
    /intended|addressee|recipient/i,
    /e-?mail|message|communication|transmission/i,
  ],
  [/vertraulich/i, /empfänger|adressat|bestimmt/i, /e-?mail|nachricht|mitteilung/i],
  [/confidentiel/i, /destinataire/i, /message|courriel|e-?mail/i],
  [/confidencial/i, /destinatari/i, /mensaje|correo|mensagem|e-?mail/i],
  [/konfidentiell|sekretess/i, /mottagare|avsedd/i, /e-post|meddelande|mejl|mail/i],
  [/riservat|confidenzial/i, /destinatari/i, /messaggio|e-?mail/i],
  [/vertrouwelijk/i, /geadresseerde|bestemd/i, /e-?mail|bericht/i],
  [
    /consider|denken sie|pensez|piense|tänk/i,
    /environment|umwelt|environnement|medio ambiente|miljö/i,
    /print|drucken|ausdruck|imprimer|imprimir|skriver ut/i,
  ],
  [/virus-free|virenfrei|sans virus|libre de virus|virusfri/i, /avast|avg|norton|www\./i],
  [
    /registered (?:in|office)|company (?:number|no)|amtsgericht|handelsregister|\bHRB\b/i,
    /\d{4,}|register|geschäftsführ|managing director/i,
    /gmbh|ltd|limited|\bAG\b|plc|inc|\bUG\b|\bKG\b/i,
  ],
];

function isDisclaimer(paragraph: string): boolean {
  return (
    /^[\s_*=-]{5,}$/.test(paragraph) ||
    disclaimers.some((words) => words.every((word) => word.test(paragraph)))
  );
}
