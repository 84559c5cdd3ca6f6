/** What is another person's: the `device` and whatever comes by it, or `anything`, also the account. */
export type Disclaimed = 'device' | 'anything';

/**
 * Whether somebody says that what they write from is another person's: "I'm writing from my brother's phone". Rules for
 * English, German, Spanish and French, no model: they look for a verb of writing or using, and the thing of a person. That
 * such a thing is broken, or was bought, is no such word; nor is that we have a wrong number of theirs. A needless yes costs
 * a look by an agent, a missed one shows a stranger's history.
 */
export function saysSomebodyElse(text: string): Disclaimed | undefined {
  const said = text
    .slice(0, 4_000)
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/\s+/g, ' ');
  const found = rules.map((rule) => rule.exec(said)?.[0]).filter((part) => part !== undefined);
  if (found.length === 0) return undefined;
  return found.every((part) => device.test(part) && !account.test(part)) ? 'device' : 'anything';
}

const device =
  /phone|cell|mobile|handset|number|laptop|computer|tablet|ipad|device|line\b|whatsapp|telegram|messenger|handy|telefon|nummer|rechner|gerät|anschluss|apparat|teléfono|móvil|movil|celular|\bcel\b|número|numero|ordenador|computadora|portátil|dispositivo|téléphone|portable|numéro|ordinateur|tablette|appareil|ligne/;
const account = /account|profile|login|konto|cuenta|compte/;

const rules: RegExp[] = [...english(), ...german(), ...spanish(), ...french()];

function english(): RegExp[] {
  const person =
    "(?:brother|sister|mother|father|mum|mom|dad|parent|gf|bf|hubby|spouse|wife|husband|partner|girlfriend|boyfriend|friend|mate|son|daughter|cousin|uncle|aunt|neighbou?r|flatmate|roommate|colleague|co-?worker|boss|grandm\\w+|grandf\\w+|grandson|granddaughter|nephew|niece|kid|child|carer|assistant|[a-z]+-in-law)(?:s'|'s|s)?";
  const whose = `(?:(?:my|our|his|her|their|a|the)(?: \\w+)? ${person}(?: \\p{L}+'?s)?|(?:somebody|someone|somebody else|someone else)'?s?)`;
  const thing =
    '(?:(?:cell|mobile|smart|i)?-?phone|cell|mobile|handset|number|account|e-?mail(?: address)?|address|mailbox|laptop|computer|tablet|ipad|whatsapp|device|land-?line|line|telegram|messenger|profile|login)';
  // An address or an account that is not theirs is what people complain of.
  const device = '(?:(?:cell|mobile)?-?phone|cell|mobile|handset|laptop|computer|tablet|device)(?! number)';
  const base = 'write|text|message|call|ring|phone|e-?mail|contact|chat|reach out|send|reply|speak|type';
  const verb = `(?:(?:i|we|i'll|to|must|can|could) (?:${base})|(?:writ|text|messag|call|ring|phon|e-?mail|contact|chatt|reach|send|reply|speak|typ)ing|wrote|sent)`;
  const theirs = `${whose} (?:\\w+ )?${thing}`;
  return [
    new RegExp(`\\b${verb}\\b[^.!?]{0,40}\\b(?:from|on|with|by|via|using|off) ${theirs}\\b`, 'u'),
    new RegExp(
      `\\b(?:i'm|i am|im|we're|we are) (?:on|using|borrowing|borrowed)(?: \\w+)? ?${theirs}\\b`,
      'u',
    ),
    new RegExp(`\\b(?:using|borrow(?:ed|ing)?) ${theirs}\\b`, 'u'),
    new RegExp(`\\bthis (?:is|isn't mine, it's) ${theirs}\\b`, 'u'),
    new RegExp(`\\bthis (?:${thing}) (?:is|belongs to) (?:${whose}|not mine|not me)`, 'u'),
    new RegExp(`\\bthis (?:${thing}) (?:isn't|is not) mine\\b`),
    new RegExp(`\\b(?:this is|it's|it is) not my (?:own )?${device}\\b`),
    new RegExp(`\\b(?:this|it) isn't my (?:own )?${device}\\b`),
    new RegExp(
      `\\b(?:isn't|not) my (?:own )?(?:phone )?number,? (?:but|it's|it is|this is|it belongs to) ${whose}`,
      'u',
    ),
    /\bi(?:'m| am) (?:not the (?:account holder|customer|owner)|not the person (?:who|that) (?:owns|has))(?![^.!?]{0,60}\b(?:any ?more|any longer)\b)/,
    /\b(?:wrong person|i got this number recently|this is a new number for me)\b/,
    new RegExp(`(?:^|[.!?,;:] ?)(?:on|from|via) ${theirs}\\b`, 'u'),
    new RegExp(`\\b${verb}\\b[^.!?]{0,20}\\b(?:from|on|via|using) (?:his|her|their) ${thing}\\b`),
    new RegExp(`\\b(?:lent|loaned|lends) me (?:his|her|their) ${thing}\\b`),
    new RegExp(`\\b(?:writing|texting|calling) (?:from|on) (?:someone|somebody) else'?s\\b`),
  ];
}

function german(): RegExp[] {
  const person =
    '(?:bruders?|schwester|mutter|vaters?|mama|papas?|eltern|frau|mann(?:e?s)?|ehefrau|ehemann(?:e?s)?|partners?|partnerin|freund(?:e?s)?|freundin|sohn(?:e?s)?|tochter|cousins?|cousine|onkels?|tante|nachbarn?|nachbarin|kollegen|kollegin|mitbewohners?|mitbewohnerin|oma|opas?|schwager|schwägerin|chefs?|chefin|enkels?|enkelin)';
  const whose = '(?:mein|unser|ein|sein|ihr)(?:e[rsmn]?|s)?';
  const thing =
    '(?:handy|telefon|smartphone|mobiltelefon|nummer|handynummer|konto|account|e-?mail(?:-?adresse|-?konto)?|mail(?:adresse)?|adresse|rechner|laptop|computer|tablet|whatsapp|gerät|anschluss|apparat)';
  const device =
    '(?:handy|telefon|smartphone|mobiltelefon|nummer|handynummer|telefonnummer|rechner|laptop|computer|tablet|gerät|anschluss)';
  // Of a number that we have wrong, people say what is right.
  const corrected = '[^.!?]{0,60}(?:änder|korrig|aktualis|falsch|sondern|lautet|\\d)';
  return [
    new RegExp(
      `(?<!\\p{L})(?:vom|von dem|über das|über die|am|auf dem|von der) ${thing} (?:von )?${whose} (?:\\S+ )?${person}\\b`,
      'u',
    ),
    new RegExp(
      `\\b(?:mit (?:dem|der)|(?:benutz|nutz|verwend)\\p{L}* (?:gerade |grade |hier |nur )?(?:das|die|den)) ${device} (?:von )?${whose} (?:\\S+ )?${person}\\b`,
      'u',
    ),
    new RegExp(
      `\\b(?:das|dies|hier) ist (?:das |die |der )?${thing} (?:von )?${whose} (?:\\S+ )?${person}\\b`,
      'u',
    ),
    new RegExp(
      `\\b(?:über|von|mit|vom) ${whose} ${person} (?:ihr(?:e[mnr]?)?|sein(?:e[mnr]?)?) ${thing}\\b`,
      'u',
    ),
    new RegExp(
      `\\b(?:das|dies|hier) ist nicht (?:mein|meine|meinem|meiner) (?:eigene[snmr]? )?${device}\\b(?!${corrected})`,
      'u',
    ),
    new RegExp(`\\b(?:dieses?|diese) ${thing} gehört (?:nicht mir|mir nicht|${whose} ${person})`, 'u'),
    new RegExp(`\\b(?:fremde[nmsr]?|geliehene[nmsr]?|ausgeliehene[nmsr]?) ${thing}\\b`, 'u'),
    new RegExp(`\\bmir (?:sein|ihr)(?:e|en)? ${thing} (?:geliehen|gegeben)(?!\\p{L})`, 'u'),
    /\bich bin nicht (?:der|die) (?:kontoinhaber|kunde|kundin|inhaber|besitzer)/u,
  ];
}

function spanish(): RegExp[] {
  const person =
    '(?:hermano|hermana|madre|padre|mamá|papá|mujer|marido|esposo|esposa|pareja|novio|novia|amigo|amiga|hijo|hija|primo|prima|tío|tía|vecino|vecina|compañero|compañera|abuelo|abuela|cuñado|cuñada|jefe|jefa|suegro|suegra)';
  const thing =
    '(?:teléfono|telefono|móvil|movil|celular|cel|número|numero|cuenta|correo(?: electrónico)?|e-?mail|ordenador|computadora|portátil|whatsapp|tableta|dispositivo)';
  const whose = '(?:mi|nuestr[oa]|un|una|su|otr[oa])';
  const device =
    '(?:teléfono|telefono|móvil|movil|celular|cel|número|numero|ordenador|computadora|portátil|tableta|dispositivo)';
  const corrected = '[^.!?]{0,60}(?:cambi|corr[ei][gj]|actuali|est[aá] mal|\\d)';
  return [
    new RegExp(
      `(?:(?:desde|por|usando|uso|utilizando) (?:el |la |del |este )?${thing}|con (?:el |la |este )?${device}) (?:de |del )(?:${whose} )?(?:\\S+ )?(?:${person}|otra persona|alguien)(?!\\p{L})`,
      'u',
    ),
    new RegExp(
      `(?:este|esta|esto) es (?:el |la )?${thing} de (?:${whose} )?(?:${person}|otra persona)(?!\\p{L})`,
      'u',
    ),
    new RegExp(`(?:este|esta) ${thing} es de (?:${whose} )?(?:${person}|otra persona)(?!\\p{L})`, 'u'),
    new RegExp(
      `(?:escrib|llam|habl|mand|env[ií]|contact)\\p{L}*[^.!?]{0,30} (?:del|de la|desde el|desde la) ${thing} (?:de |del )(?:${whose} )?(?:\\S+ )?(?:${person}|otra persona|alguien)(?!\\p{L})`,
      'u',
    ),
    new RegExp(`(?:me prestó|me ha prestado|me dejó) su ${thing}(?!\\p{L})`, 'u'),
    new RegExp(`no es mi (?:propi[oa] )?${device}(?!\\p{L}|${corrected})`, 'u'),
    new RegExp(`(?:este|esta) ${thing} no es mí[oa]`, 'u'),
    /no soy (?:el|la) (?:titular|cliente|clienta|dueñ[oa])/u,
  ];
}

function french(): RegExp[] {
  const person =
    '(?:frère|sœur|soeur|mère|père|maman|papa|femme|mari|conjointe?|compagnon|compagne|copain|copine|amie?|fils|fille|cousine?|oncle|tante|voisine?|collègue|colocataire|grand-mère|grand-père|beau-frère|belle-sœur|belle-mère|beau-père|patronn?e?)';
  const thing =
    '(?:téléphone|telephone|portable|mobile|numéro|numero|compte|e-?mail|mail|adresse(?: e-?mail| mail)?|ordinateur|tablette|whatsapp|appareil|ligne)';
  const whose = "(?:mon|ma|notre|un|une|son|sa|l')";
  const device = '(?:téléphone|telephone|portable|mobile|numéro|numero|ordinateur|tablette|appareil)';
  const corrected = '[^.!?]{0,60}(?:corrig|chang|modifi|\\d)';
  return [
    new RegExp(
      `(?:(?:depuis|par|sur|via|utilise|utilisant|emprunté|à partir) (?:le |la |l'|du |de la |de l')?${thing}|avec (?:le |la |l')?${device}) (?:de |d')(?:${whose} ?)?(?:\\S+ )?(?:${person}|quelqu'un|autre)(?!\\p{L})`,
      'u',
    ),
    new RegExp(
      `(?:c'est|ceci est|voici) (?:le |la |l')${thing} (?:de |d')(?:${whose} ?)?${person}(?!\\p{L})`,
      'u',
    ),
    new RegExp(`ce ${thing} (?:appartient à|est à|est celui de) (?:${whose} ?)?${person}(?!\\p{L})`, 'u'),
    new RegExp(
      `(?:écri|appel|contact|envo|parl|téléphon)\\p{L}*[^.!?]{0,20} (?:du|de la|de l') ?${device} (?:de |d')(?:${whose} ?)?(?:\\S+ )?${person}(?!\\p{L})`,
      'u',
    ),
    new RegExp(`m'a prêté son ${thing}(?!\\p{L})`, 'u'),
    new RegExp(`(?:n'est|est) pas (?:mon|ma) (?:propre )?${device}(?!\\p{L}|${corrected})`, 'u'),
    /je ne suis pas (?:le|la) (?:titulaire|cliente?|propriétaire)/u,
  ];
}
