import { sentencesOf } from './sentences.ts';
import { contentStems, words } from './words.ts';

const mostQuestions = 3;
const opener =
  "(?:(?:by|until|up to|till|from|at|in|to|for|with|on) (?:when|what|which)|how|what|whats|what's|when|where|which|who|why|can|could|may|do|does|did|is|are|will|would|should|shall|must|any chance)";
const joint = new RegExp(
  `(?:[,;]|\\s+[-–—])?\\s+(?:and|also|and also|plus|then|oh and|as well as)\\s+(?=(?:also\\s+|then\\s+)?${opener}\\b)`,
  'i',
);

/**
 * Takes a message apart into the questions in it, so that each is searched and answered on its own. Sentences that only
 * give the background of a question stay with it. At most three; never empty for a message that has words.
 */
export function splitQuestions(message: string): string[] {
  const sentences = message.split(/\n+/).flatMap(sentencesInChat);
  const pieces = sentences.flatMap(atJoints).filter((piece) => words(piece).length > 0);
  const asked = pieces.filter(asksSomething);
  if (asked.length < 2) return pieces.length === 0 ? [] : [pieces.join(' ')];
  return withBackground(pieces).slice(0, mostQuestions);
}

/** People in chats leave out capitals, so a question mark ends a question whatever follows. */
function sentencesInChat(line: string): string[] {
  return sentencesOf(line).flatMap((sentence) => sentence.split(/(?<=\?)\s+/));
}

function atJoints(sentence: string): string[] {
  const parts = sentence.split(joint);
  const whole = parts.length < 2 || parts.some((part) => !asksSomething(part) || leans(part));
  return whole ? [sentence] : parts.map((part) => part.trim());
}

/** "what's that on top?" asks about what was said before. */
function leans(part: string): boolean {
  const content = contentStems(part).length;
  return content === 0 || (content < 2 && /\b(?:it|that|this|them|those|these)\b/i.test(part));
}

function asksSomething(piece: string): boolean {
  return (
    /\?\s*$/.test(piece) ||
    new RegExp(`^(?:(?:so|hi|hello|hey|ok|also|and|please)[,!]?\\s+)*${opener}\\b`, 'i').test(piece.trim())
  );
}

/** What is said before a question belongs to it; what is said after the last one belongs to that. */
function withBackground(pieces: readonly string[]): string[] {
  const questions: string[] = [];
  let before: string[] = [];
  for (const piece of pieces) {
    before.push(piece);
    if (!asksSomething(piece) || contentStems(piece).length === 0) continue;
    questions.push(before.join(' '));
    before = [];
  }
  const last = questions.pop() ?? '';
  return [...questions, [last, ...before].join(' ').trim()];
}
