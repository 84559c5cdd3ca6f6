import { cosine, unitLength } from '../models/embedder.ts';
import type { OpenQuestion } from '../stores/case-questions.ts';

/** Questions that mean much the same, the newest first. */
export type QuestionGroup = { questions: OpenQuestion[] };

/** A cosine above which two questions count as one; chosen by judgement, of paraphrases and of neighbours about the same thing. */
const alike = 0.7;

/**
 * Puts like questions together, in the order given: each goes to the group whose middle is nearest, or begins one. Without
 * vectors only the same words are alike.
 */
export function groupQuestions(
  questions: readonly OpenQuestion[],
  vectors: readonly Float32Array[] | undefined,
): QuestionGroup[] {
  const groups: (QuestionGroup & { sum: Float32Array | undefined; words: Set<string> })[] = [];
  for (const [n, question] of questions.entries()) {
    const vector = vectors?.[n];
    const words = plain(question.text);
    let best = groups.find((group) => group.words.has(words));
    let nearest = alike;
    if (!best && vector)
      for (const group of groups) {
        const likeness = group.sum ? cosine(unitLength(group.sum), vector) : 0;
        if (likeness >= nearest) [best, nearest] = [group, likeness];
      }
    if (best) {
      best.questions.push(question);
      best.words.add(words);
      if (vector) best.sum = best.sum?.map((value, i) => value + (vector[i] ?? 0));
    } else groups.push({ questions: [question], sum: vector, words: new Set([words]) });
  }
  return groups.map(({ questions }) => ({ questions }));
}

function plain(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}
