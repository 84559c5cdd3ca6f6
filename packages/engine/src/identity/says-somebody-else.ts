/**
 * Whether somebody says that what they write from is another person's: "I'm writing from my brother's phone". Rules for
 * English, German, Spanish and French, no model: they look for a verb of writing or using, and the thing of a person. That
 * such a thing is broken, or was bought, is no such word. A needless yes costs a look by an agent, a missed one shows a
 * stranger's history.
 */
export function saysSomebodyElse(text: string): boolean {
  const said = text
    .slice(0, 4_000)
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/\s+/g, ' ');
  return rules.some((rule) => rule.test(said));
}

const rules: RegExp[] = [...english(), ...german(), ...spanish(), ...french()];

function english(): RegExp[] {
  const person =
    "(?:brother|sister|mother|father|mum|mom|dad|parent|wife|husband|partner|girlfriend|boyfriend|friend|mate|son|daughter|cousin|uncle|aunt|neighbou?r|flatmate|roommate|colleague|co-?worker|boss|grandm\\w+|grandf\\w+|grandson|granddaughter|nephew|niece|kid|child|carer|assistant|[a-z]+-in-law)(?:s'|'s|s)?";
  const whose = `(?:(?:my|our|his|her|their|a|the)(?: \\w+)? ${person}|(?:somebody|someone|somebody else|someone else)'?s?)`;
  const thing =
    '(?:(?:cell|mobile|smart|i)?-?phone|cell|mobile|handset|number|account|e-?mail(?: address)?|address|mailbox|laptop|computer|tablet|ipad|whatsapp|device|line|telegram|messenger|profile|login)';
  const verb =
    '(?:writ(?:e|ing)|text(?:ing)?|messag(?:e|ing)|call(?:ing)?|ring(?:ing)?|phon(?:e|ing)|e-?mail(?:ing)?|contact(?:ing)?|chat(?:ting)?|reach(?:ing)? out|send(?:ing)?|get(?:ting)? in touch|reply(?:ing)?|speak(?:ing)?|typ(?:e|ing)|sent)';
  const theirs = `${whose} (?:\\w+ )?${thing}`;
  return [
    new RegExp(`\\b${verb}\\b[^.!?]{0,40}\\b(?:from|on|with|by|via|using|off) ${theirs}\\b`),
    new RegExp(`\\b(?:i'm|i am|im|we're|we are) (?:on|using|borrowing|borrowed)(?: \\w+)? ?${theirs}\\b`),
    new RegExp(`\\b(?:using|borrow(?:ed|ing)) ${theirs}\\b`),
    new RegExp(`\\bthis (?:is|isn't mine, it's) ${theirs}\\b`),
    new RegExp(`\\bthis (?:${thing}) (?:is|belongs to) (?:${whose}|not mine|not me)`),
    new RegExp(`\\bthis (?:${thing}) (?:isn't|is not) mine\\b`),
    new RegExp(`\\b(?:this is|it's|it is) not my (?:own )?${thing}\\b`),
    new RegExp(`\\b(?:this|it) isn't my (?:own )?${thing}\\b`),
    new RegExp(`\\bnot my (?:own )?${thing}\\b`),
    /\bi(?:'m| am) (?:not the (?:account holder|customer|owner)|not the person (?:who|that) (?:owns|has))/,
    /\b(?:wrong person|you have the wrong (?:person|number)|i got this number recently|this is a new number for me)\b/,
    new RegExp(`\\b(?:writing|texting|calling) (?:from|on) (?:someone|somebody) else'?s\\b`),
  ];
}

function german(): RegExp[] {
  const person =
    '(?:bruders?|schwester|mutter|vaters?|mama|papas?|eltern|frau|mann(?:e?s)?|ehefrau|ehemann(?:e?s)?|partners?|partnerin|freund(?:e?s)?|freundin|sohn(?:e?s)?|tochter|cousins?|cousine|onkels?|tante|nachbarn?|nachbarin|kollegen|kollegin|mitbewohners?|mitbewohnerin|oma|opas?|schwager|schwägerin|chefs?|chefin|enkels?|enkelin)';
  const whose = '(?:mein|unser|ein|sein|ihr)(?:e[rsmn]?|s)?';
  const thing =
    '(?:handy|telefon|smartphone|mobiltelefon|nummer|handynummer|konto|account|e-?mail(?:-?adresse|-?konto)?|mail(?:adresse)?|adresse|rechner|laptop|computer|tablet|whatsapp|gerät|anschluss|apparat)';
  return [
    new RegExp(
      `\\b(?:vom|von dem|mit dem|über das|über die|am|auf dem|von der|mit der) ${thing} (?:von )?${whose} (?:\\S+ )?${person}\\b`,
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
    new RegExp(`\\bnicht (?:mein|meine|meinem|meiner) (?:eigene[snmr]? )?${thing}\\b`, 'u'),
    new RegExp(`\\b(?:dieses?|diese) ${thing} gehört (?:nicht mir|mir nicht|${whose} ${person})`, 'u'),
    new RegExp(`\\b(?:fremde[nmsr]?|geliehene[nmsr]?|ausgeliehene[nmsr]?) ${thing}\\b`, 'u'),
    /\bich bin nicht (?:der|die) (?:kontoinhaber|kunde|kundin|inhaber|besitzer)/u,
  ];
}

function spanish(): RegExp[] {
  const person =
    '(?:hermano|hermana|madre|padre|mamá|papá|mujer|marido|esposo|esposa|pareja|novio|novia|amigo|amiga|hijo|hija|primo|prima|tío|tía|vecino|vecina|compañero|compañera|abuelo|abuela|cuñado|cuñada|jefe|jefa|suegro|suegra)';
  const thing =
    '(?:teléfono|telefono|móvil|movil|celular|cel|número|numero|cuenta|correo(?: electrónico)?|e-?mail|ordenador|computadora|portátil|whatsapp|tableta|dispositivo)';
  const whose = '(?:mi|nuestr[oa]|un|una|su|otr[oa])';
  return [
    new RegExp(
      `(?:desde|con|por|usando|uso|utilizando) (?:el |la |del |este )?${thing} (?:de |del )(?:${whose} )?(?:\\S+ )?(?:${person}|otra persona|alguien)(?!\\p{L})`,
      'u',
    ),
    new RegExp(
      `(?:este|esta|esto) es (?:el |la )?${thing} de (?:${whose} )?(?:${person}|otra persona)(?!\\p{L})`,
      'u',
    ),
    new RegExp(`(?:este|esta) ${thing} es de (?:${whose} )?(?:${person}|otra persona)(?!\\p{L})`, 'u'),
    new RegExp(`no es mi (?:propi[oa] )?${thing}(?!\\p{L})`, 'u'),
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
  return [
    new RegExp(
      `(?:depuis|avec|par|sur|via|du|utilise|utilisant|emprunté|à partir) (?:le |la |l'|du |de la |de l')?${thing} (?:de |d')(?:${whose} ?)?(?:\\S+ )?(?:${person}|quelqu'un|autre)(?!\\p{L})`,
      'u',
    ),
    new RegExp(
      `(?:c'est|ceci est|voici) (?:le |la |l')${thing} (?:de |d')(?:${whose} ?)?${person}(?!\\p{L})`,
      'u',
    ),
    new RegExp(`ce ${thing} (?:appartient à|est à|est celui de) (?:${whose} ?)?${person}(?!\\p{L})`, 'u'),
    new RegExp(`(?:n'est|est) pas (?:mon|ma) (?:propre )?${thing}(?!\\p{L})`, 'u'),
    /je ne suis pas (?:le|la) (?:titulaire|cliente?|propriétaire)/u,
  ];
}
