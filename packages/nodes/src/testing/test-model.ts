import type { ModelAccess } from '../run-context.ts';
import { sharedWords } from './test-knowledge.ts';

/** Answers with the sentences of the best passage that share words with the question; offers titles when it shares few. */
export function createTestModel(): ModelAccess {
  return {
    async answer({ question, retrieval: { passages, confidence } }) {
      const [best] = passages;
      if (!best || confidence < 0.2) return { band: 'not-sure', confidence };
      if (confidence < 0.5) {
        const choices = passages.slice(0, 3).map(({ articleId, title }) => ({ id: articleId, label: title }));
        return { band: 'offer', choices, confidence };
      }
      const sentences = best.text.split(/(?<=[.!?])\s+/);
      const said = sentences.filter((sentence) => sharedWords(sentence, question) > 0);
      const { articleId, version, title } = best;
      return {
        band: 'answer',
        text: (said.length > 0 ? said : sentences.slice(0, 1)).join(' '),
        sources: [{ articleId, version, title }],
        confidence,
        dropped: 0,
      };
    },

    async classify({ text, labels }) {
      const ranked = labels
        .map(({ id, description }) => ({ label: id, confidence: sharedWords(description, text) }))
        .sort((a, b) => b.confidence - a.confidence);
      return ranked[0] ?? { label: '', confidence: 0 };
    },
  };
}
