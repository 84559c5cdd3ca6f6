/** A way in which somebody says that they want to be reached, or not. `channels`: names of the channels that are that way. */
export type ChannelWish = { channels: string[]; wanted: boolean; text: string };

const ways: { channels: string[]; named: string; asked: string[] }[] = [
  {
    channels: ['email'],
    named: 'e-?mails?|mails?|courriels?|mél|correo(?: electrónico)?',
    asked: ['(?:e-?mail|mail) me', 'mailen Sie mir', 'mail mir'],
  },
  {
    channels: ['whatsapp'],
    named: 'whats ?app',
    asked: ['whats ?app me'],
  },
  {
    channels: ['sms', 'plivo-sms'],
    named: 'sms|text messages?|texto|mensaje de texto',
    asked: ['(?:text|sms) me', 'simsen Sie mir'],
  },
  {
    channels: ['voice'],
    named: 'phone|telephone|a call|telefon(?:isch)?|téléphone|teléfono',
    asked: [
      '(?:call|phone|ring) me',
      'rufen Sie mich',
      'ruf(?:t)? mich',
      'appelez-moi',
      'rappelez-moi',
      "m[’']appel(?:er|ez)",
      'll[aá]m[ae](?:me|nme)',
      'me llame[ns]?',
    ],
  },
  { channels: ['telegram'], named: 'telegram', asked: [] },
  { channels: ['messenger'], named: '(?:facebook )?messenger', asked: [] },
  { channels: ['instagram'], named: 'insta(?:gram)?', asked: [] },
  { channels: ['webchat'], named: '(?:the |this )?chat', asked: [] },
];

/** "write me by", "per ... bitte", "contactez-moi par", "escríbame por": what stands before the name of a way. */
const begs = [
  '(?:write|answer|reply|respond|contact|reach|message|get back|tell|send)(?: it| this| that| the \\p{L}+)?(?: to)? (?:me|us)(?: \\p{L}+){0,2}? (?:by|via|on|over|through|in)(?: an?| my)?',
  "(?:I|we)(?:[’']d| would)? (?:much )?(?:prefer|rather have|like)(?: to be (?:contacted|reached|written to) (?:by|via|on))?(?: an?)?",
  '(?:please,? )(?:by|via|on|over|use)(?: an?)?',
  '(?:schreib(?:en|t)?|antworte[nt]?|meld(?:en|e|et)?|kontaktier(?:en|e|t)?|erreichen|schick(?:en|e|t)?)(?: Sie| ihr)?(?: es| das| die \\p{L}+)?(?: bitte)?(?: uns| mir| mich| sich)?(?: bitte)?(?: lieber)? (?:per|über|via|auf|mit)',
  '(?:bitte|lieber)(?: nur)? (?:per|über|via|auf)',
  '(?:écri(?:s|vez)|réponde?z|contacte[rz]?|répondre|joigne[rz]|envoye[rz])(?:-(?:moi|nous))?(?: \\p{L}+){0,2}? (?:par|sur|via)(?: un)?',
  "(?:je préfère|plutôt|s[’']il vous plaît)(?: être contactée? )?(?: par| sur| via)?(?: un| le| l[’'])?",
  '(?:escr[ií]b(?:a|e)(?:n)?(?:me|nos)|conteste?(?:n)?me|respond(?:a|e)(?:n)?me|contácte(?:n)?me|contactarme|escribirme|env[ií](?:e|a)(?:n)?me\\p{L}*)(?: \\p{L}+){0,2}? (?:por|en|vía|a través de)(?: un| el)?',
  '(?:prefiero|mejor)(?: por| en| un| el)?(?: el| un)?',
];

const denials =
  /\b(?:don[’']?t|do not|never|not|no|without|nicht|kein\w*|ohne|ne|pas|sans|jamais|nunca|sin)(?!\p{L})/iu;

const sentenceEnd = /(?<=[.!?…;])\s+|\n+|,? (?:but|aber|sondern|mais|pero|sino) /u;
const longest = 200;

const patterns = ways.map(({ channels, named, asked }) => ({
  channels,
  patterns: [
    ...begs.map((beg) => new RegExp(`(?<!\\p{L})${beg}\\s?(?:${named})(?!\\p{L})`, 'iu')),
    ...asked.map((words) => new RegExp(`(?<!\\p{L})${words}(?!\\p{L})`, 'iu')),
  ],
}));

/**
 * How somebody asks to be reached, by rules, in English, German, French and Spanish; in the order in which it was said, so the
 * last wish counts.
 */
export function findChannelWishes(text: string): ChannelWish[] {
  return text
    .slice(0, 8_000)
    .split(sentenceEnd)
    .flatMap((sentence) => {
      const said = sentence.trim();
      const found = patterns.filter((way) => way.patterns.some((pattern) => pattern.test(said)));
      const wanted = !denials.test(said);
      return found.map(({ channels }) => ({ channels, wanted, text: said.slice(0, longest) }));
    });
}
