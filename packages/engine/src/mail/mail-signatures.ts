/**
 * Cuts what stands below a message: the signature after `-- `, the line of a mobile mail program, and a closing with the name
 * and what goes with it. A postscript stays.
 */
export function withoutSignature(text: string): string {
  const lines = text.split('\n');
  const delimiter = lines.findLastIndex((line) => /^--\s?$/.test(line));
  const end = delimiter > 0 && lines.length - delimiter <= maxSignatureLines ? delimiter : lines.length;
  const kept = lines.slice(0, end).filter((line, at, all) => !isProgram(line, all[at - 1], all[at + 1]));
  const closing = kept.findLastIndex((line) => isClosing(line));
  if (closing <= 0 || kept.length - closing > maxSignatureLines) return kept.join('\n').trim();
  const below = kept.slice(closing + 1);
  const written = below.findIndex((line) => isPostscript(line) || isProse(line));
  const stays = written < 0 ? [] : below.slice(written);
  return [...kept.slice(0, closing), ...stays].join('\n').trim();
}

const maxSignatureLines = 20;

const program =
  /^(?:sent (?:from|with|via|using) |get (?:outlook|bluemail|gmail) for |envoyé (?:de|depuis|avec|à partir) |(?:télécharger|obtenir|obtener|obtén|obtenga|hämta|hent|scarica|ottieni|pobierz) outlook |enviado (?:desde|con|do|de|via) |skickat från |sendt fra |inviato (?:da|con|dal) |verzonden (?:vanaf|met|van) |verstuurd vanaf |gesendet (?:von|mit) |holen sie sich outlook |outlook (?:für|voor) |wysłano z |lähetetty |отправлено (?:с|из) |(?:diese nachricht wurde )?von .{1,80} gesendet|yahoo mail[: ])/iu;

const device =
  /iphone|ipad|android|samsung|galaxy|huawei|pixel|xiaomi|mobil|handy|telefon|phone|outlook|mail|blackberry|gmx|web\.de|spark|thunderbird|windows/i;

/** "Sent from my iPhone" and its kin: a short line by itself that names a device or a mail program. */
function isProgram(line: string, before = '', after = ''): boolean {
  const bare = line.trim();
  if (bare.length > 140 || before.trim() !== '' || after.trim() !== '') return false;
  return program.test(bare) && device.test(bare);
}

const closings =
  /^(?:(?:(?:kind|best|warm|warmest|many thanks and|with (?:kind|best)) )?(?:kindest )?regards|(?:yours )?(?:sincerely|faithfully)|yours(?: (?:truly|sincerely|faithfully))?|sincerely yours|cheers|best(?: wishes)?|all the best|(?:many )?thanks(?: (?:and|&) (?:best |kind )?regards| a lot| again)?|thank you|danke|vielen dank|merci|(?:muchas )?gracias|tack|bedankt|grazie|obrigad[oa]|mit (?:freundlichen|besten|herzlichen|lieben) gr(?:ü|ue)(?:ß|ss)en|(?:viele|beste|liebe|schöne|freundliche|herzliche) gr(?:ü|ue)(?:ß|ss)e|mfg|lg|vg|(?:bien )?(?:très )?cordialement(?: vôtre)?|(?:bien )?à (?:vous|toi)|(?:meilleures |sincères )?salutations(?: distinguées)?|(?:un )?(?:cordial )?(?:saludos?)(?: cordial(?:es)?)?|atentamente|un abrazo|med vänlig(?:a)? hälsning(?:ar)?|vänlig(?:a|en)? hälsning(?:ar)?|hälsningar|mvh|med venlig hilsen|vennlig hilsen|mvh\.?|cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?|groeten|atenciosamente|z poważaniem|с уважением)(?: (?:aus|from|från|de|uit) \p{L}{2,20})?\s?[,.!–-]*$/iu;

function isClosing(line: string): boolean {
  const bare = line.trim();
  return bare.length > 0 && bare.length <= 60 && closings.test(bare);
}

function isPostscript(line: string): boolean {
  return /^\s*p\.?\s?p?\.?\s?s\.?\s?[:.\-–]?\s+\S/iu.test(line) && /^\s*p\.?\s?(?:p\.?)?\s?s/iu.test(line);
}

/** A sentence: whoever writes on below a closing, or thanks before going on, still says something. */
function isProse(line: string): boolean {
  const bare = line.trim();
  if (bare.length > 2_000) return true;
  return /[?!]$|[^\s.]{3,}\.$/.test(bare) && bare.split(/\s+/).length >= 4 && !/https?:|www\.|@/i.test(bare);
}
