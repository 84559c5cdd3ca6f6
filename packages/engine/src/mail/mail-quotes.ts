/**
 * Cuts the mails that this one answers: from the line that introduces one ("On ... wrote:", Outlook's block of From, Sent, To,
 * Subject), and lines quoted with `>`. Answers written between quoted lines stay.
 */
export function withoutOldMails(text: string): string {
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.length < 2_000 && runsOn.test(line)) break;
    if (isSeparator(line) && (blockStarts(lines, at + 1) || /\p{L}/u.test(line))) break;
    if (blockStarts(lines, at)) {
      if (isRule(kept.at(-1) ?? '')) kept.pop();
      break;
    }
    const introduced = introduction(lines, at);
    if (introduced > 0) {
      const next = nextFilled(lines, at + introduced);
      // Unquoted below: all that follows is the old mail. Quoted: answers may stand between.
      if (next === undefined || !isQuoted(lines[next] ?? '')) break;
      at += introduced - 1;
      continue;
    }
    if (!isQuoted(line)) kept.push(line);
  }
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const wrote =
  /(?:wrote|writes|schrieb|écrit|escribió|skrev|ha scritto|scritto|schreef|escreveu|napisał\(?a?\)?|kirjoitti|написал\(?а?\)?|пише|yazdı|写道|のメール|작성)\s*[:：]\s*$/iu;
/** Bounded, as no part of an address is longer: in a line of a thousand `@` nothing else would end a search. */
const address = String.raw`<[^\s<>@]{1,64}@[^\s<>@]{1,253}>`;
/** In some languages nothing says so but the address and the colon. */
const addressOnly = new RegExp(String.raw`${address}\s?[:：]$`, 'u');
const named = new RegExp(address, 'u');
/** Programs that quote nothing, and go on in the same line. */
const runsOn = new RegExp(
  String.raw`^\s{0,20}(?:on|am|le|el|il|em|op|den) .{8,150}?${address}\s?(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev)\s?:\s{1,20}\S`,
  'iu',
);
/** German and its neighbours name who wrote after the verb. */
const wroteBefore = /(?:schrieb|schreef|skrev|napisał\(?a?\)?|kirjoitti)\b.{1,200}:\s*$/iu;
/** Somebody who tells what they wrote themselves introduces their own words. */
const myself =
  /\b(?:I|ich|jag|ik|je|yo) (?:wrote|schrieb|skrev|schreef)\b|\b(?:schrieb|skrev|schreef) (?:ich|jag|ik)\b/iu;
const when = /\d/;
const person = /@|<|\p{Lu}/u;

/** How many lines introduce a quote here; 0 where none does. Long introductions are wrapped. */
function introduction(lines: string[], at: number): number {
  let joined = '';
  for (let count = 1; count <= 4; count++) {
    const line = (lines[at + count - 1] ?? '').trim();
    if (line === '' || isQuoted(line) || joined.length + line.length > 500) return 0;
    joined = `${joined} ${line}`.trim();
    const after = wrote.test(joined);
    const before = !after && wroteBefore.test(joined);
    if (!after && !before && !addressOnly.test(joined)) continue;
    if (myself.test(joined)) return 0;
    const followed = nextFilled(lines, at + count);
    const quotedBelow = followed !== undefined && isQuoted(lines[followed] ?? '');
    const opens =
      /^(?:-+\s*)?(?:on|am|le|el|il|em|op|den|dnia|w dniu|den|i|på|kl|\d|\p{L}{2,10}\.?,? )/iu.test(joined);
    const surely = quotedBelow || (before ? named.test(joined) : after && opens);
    return when.test(joined) && person.test(joined) && surely ? count : 0;
  }
  return 0;
}

const from =
  /^[*_]*(?:From|Von|De|Från|Fra|Da|Van|Od|Lähettäjä|От|Expéditeur|Remitente|Absender|Avsändare)\s?[*_]*\s?:[*_]*\s*\S/iu;
const other =
  /^[*_]*(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el)?|Fecha|Skickat|Sendt|Inviato|Data|Verzonden|Wysłano|Lähetetty|Отправлено|To|An|À|A|Para|Till|Til|Aan|Do|Cc|Kopia)\s?[*_]*\s?:[*_]*\s*/iu;
const subject =
  /^[*_]*(?:Subject|Betreff|Objet|Asunto|Ämne|Emne|Oggetto|Onderwerp|Temat|Assunto|Aihe|Тема)\s?[*_]*\s?:/iu;

/** Outlook's block: who, when, to whom and what about, in its order or another's. An address or a subject makes it one. */
function blockStarts(lines: string[], at: number): boolean {
  const [first = '', ...next] = lines.slice(at, at + 9).map((line) =>
    line
      .replace(/^>+\s?/, '')
      .trim()
      .slice(0, 300),
  );
  if (!from.test(first) && !other.test(first)) return false;
  const block = [first, ...next.slice(0, from.test(first) ? 8 : 4)];
  const sender = block.find((line) => from.test(line)) ?? '';
  const titled = block.some((line) => subject.test(line));
  const labels = block.filter((line) => other.test(line)).length + (titled ? 1 : 0);
  return sender !== '' && labels >= 2 && (titled || sender.includes('@'));
}

function isSeparator(line: string): boolean {
  return (
    /^\s*-{2,}\s*(?:original message|ursprüngliche nachricht|message d['’]origine|mensaje original|ursprungligt meddelande|originalmeddelande|messaggio originale|oorspronkelijk bericht|oprindelig besked|opprinnelig melding|mensagem original|исходное сообщение)\s*-{2,}\s*$/iu.test(
      line,
    ) || isRule(line)
  );
}

function isRule(line: string): boolean {
  return /^\s*_{10,}\s*$/.test(line);
}

function isQuoted(line: string): boolean {
  return /^\s{0,3}>/.test(line);
}

function nextFilled(lines: string[], from: number): number | undefined {
  for (let at = from; at < lines.length; at++) if ((lines[at] ?? '').trim() !== '') return at;
  return undefined;
}
