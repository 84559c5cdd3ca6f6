import type { DueReading } from './due-time.ts';
import { dueTime } from './due-time.ts';

/** A sentence in which somebody says what they will do, and by when, if it says so. */
export type FoundPromise = { text: string; dueAt?: number };

const promising: RegExp[] = [
  /\b(?:I|we)(?:['’]ll| will| shall| promise|['’]m going to|['’]re going to| am going to| are going to)\b/i,
  /\byou(?:['’]ll| will) (?:get|receive|have|hear)\b/i,
  /\b(?:will|['’]ll) be (?:sent|refunded|replaced|delivered|with you|back|repaired|credited|shipped)\b/i,
  /\b(?:ich|wir) (?:werde|werden|kümmere|kümmern|melde|melden|rufe|rufen|schicke|schicken|erstatte|erstatten)\b/i,
  /\b(?:erhalten|bekommen) Sie\b/,
  /\b(?:je|nous) (?:vous )?(?:\p{L}+(?:erai|irai|rai|erons|irons|rons))(?!\p{L})/iu,
  /(?<!\p{L})(?:le|lo|la|les|te|os)?\s?(?:llamaré|enviaré|enviaremos|devolveremos|llamaremos|reembolsaremos|responderé|responderemos)(?!\p{L})/iu,
];

/** No promise: a question, a condition, a denial, a habit of speech. */
const none: RegExp[] = [
  /\?\s*$/,
  /\b(?:if|unless|when|once|wenn|falls|sobald|si|cuando|quand) (?:you|we|it|the|your|sie|du|wir|vous|usted|nous)\b/i,
  /\b(?:will|shall|['’]ll) (?:not|never|be happy|need|be glad|see)\b|\bwon['’]t\b|\b(?:nicht|kein\w*)\b/i,
  /\byou(?:['’]ll| will) (?:have|need) to\b/i,
  /(?<!\p{L})no (?:(?:le|lo|la|les|te|os) )?\p{L}+(?:[aei]ré|[aei]remos)(?!\p{L})/iu,
];

const sentenceEnd = /(?<=[.!?…])\s+|\n+/u;
const longest = 300;

/** What a text promises, by rules: first person and future, in English, German, Spanish and French. For people to confirm. */
export function findPromises(text: string, reading: DueReading): FoundPromise[] {
  const sentences = text.slice(0, 8_000).split(sentenceEnd);
  return sentences.flatMap((sentence) => {
    const said = sentence.trim();
    if (said === '' || !promising.some((pattern) => pattern.test(said))) return [];
    if (none.some((pattern) => pattern.test(said))) return [];
    const dueAt = dueTime(said, reading);
    return [{ text: said.slice(0, longest), ...(dueAt !== undefined && { dueAt }) }];
  });
}
