/**
 * Cuts what stands below a message: the signature after `-- `, the line of a mobile mail program, and a closing with the name
 * and what goes with it. A postscript stays.
 */
export function withoutSignature(text: string): string {
  const lines = text.split('\n');
  const delimiter = lines.findLastIndex((line) => /^--\s?$/.test(line));
  const end = delimiter > 0 && lines.length - delimiter <= maxSignatureLines ? delimiter : lines.length;
  const kept = lines.slice(0, end).filter((line) => !isProgram(line));
  const closing = kept.findLastIndex((line) => isClosing(line));
  if (closing <= 0 || kept.length - closing > maxSignatureLines) return kept.join('\n').trim();
  const below = kept.slice(closing + 1);
  const written = below.findIndex(
    (line, at) => isPostscript(line) || (at > 0 && isProse(line, below[at - 1])),
  );
  const stays = written < 0 ? [] : below.slice(written);
  return [...kept.slice(0, closing), ...stays].join('\n').trim();
}

const maxSignatureLines = 20;

const program =
  /^(?:(?:sent|get|download|envoyé|télécharger|enviado|obtener|obtén|skickat|hämta|sendt|inviato|scarica|verzonden|verstuurd|gesendet|wysłano|lähetetty)\b.{0,20}?\b(?:from|with|via|using|de|depuis|à partir|avec|desde|con|från|med|fra|da|van(?:af)?|met|von|mit|z|outlook|for|pour|para|för)\b.{0,80}|(?:von meinem|diese nachricht wurde von meinem|von|aus) .{1,80} gesendet|holen sie sich outlook .{0,40}|get outlook for .{1,60}|obtenga outlook .{0,40}|yahoo mail(?: for|:| auf| pour| para) .{0,80}|.{0,20}gesendet (?:mit|von) .{1,60})[.!]?(?:\s*[(<]?https?:\S+[)>]?)?$/iu;

const device =
  /iphone|ipad|android|samsung|galaxy|huawei|pixel|xiaomi|mobile?\b|handy|telefon|phone|smartphone|outlook|mail|blackberry|yahoo|gmx|web\.de|proton|spark|thunderbird|windows/i;

/** "Sent from my iPhone" and its kin: a short line that names a device or a mail program. */
function isProgram(line: string): boolean {
  const bare = line.trim();
  return bare.length > 0 && bare.length <= 140 && program.test(bare) && device.test(bare);
}

const closings =
  /^(?:(?:(?:kind|best|warm|warmest|many thanks and|with (?:kind|best)) )?(?:kindest )?regards|(?:yours )?(?:sincerely|faithfully)|yours(?: (?:truly|sincerely|faithfully))?|sincerely yours|cheers|best(?: wishes)?|all the best|(?:many )?thanks(?: (?:and|&) (?:best |kind )?regards)|mit (?:freundlichen|besten|herzlichen|lieben) gr(?:ü|ue)(?:ß|ss)en|(?:viele|beste|liebe|schöne|freundliche|herzliche) gr(?:ü|ue)(?:ß|ss)e|mfg|lg|vg|(?:bien )?(?:très )?cordialement(?: vôtre)?|(?:bien )?à (?:vous|toi)|(?:meilleures |sincères )?salutations(?: distinguées)?|(?:un )?(?:cordial )?(?:saludos?)(?: cordial(?:es)?)?|atentamente|un abrazo|med vänlig(?:a)? hälsning(?:ar)?|vänlig(?:a|en)? hälsning(?:ar)?|hälsningar|mvh|med venlig hilsen|vennlig hilsen|mvh\.?|cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?|groeten|atenciosamente|z poważaniem|с уважением)(?: (?:aus|from|från|de|uit) \p{L}{2,20})?\s?[,.!–-]*$/iu;

function isClosing(line: string): boolean {
  const bare = line.trim();
  return bare.length > 0 && bare.length <= 60 && closings.test(bare);
}

function isPostscript(line: string): boolean {
  return /^\s*p\.?\s?p?\.?\s?s\.?\s?[:.\-–]?\s+\S/iu.test(line) && /^\s*p\.?\s?(?:p\.?)?\s?s/iu.test(line);
}

/** Sentences after the name and an empty line: whoever writes below their name still says something. */
function isProse(line: string, before: string | undefined): boolean {
  const bare = line.trim();
  if (before?.trim() !== '' || bare.length > 2_000) return before?.trim() === '';
  return /[?!]$|[^\s.]{3,}\.$/.test(bare) && bare.split(/\s+/).length >= 5 && !/https?:|www\.|@/i.test(bare);
}
