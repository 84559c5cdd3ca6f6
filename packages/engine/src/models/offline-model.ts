import type { Passage } from '../knowledge/passage.ts';
import { cosine, type Embedder } from './embedder.ts';
import { fitted } from './offline-confidence.ts';
import type { AnswerDraft, AnswerRequest, Label, Model, Statement } from './model.ts';
import { noUsage } from './model.ts';
import { notAQuestion } from './not-a-question.ts';
import type { Features } from './offline-features.ts';
import { featureNames, featuresOf } from './offline-features.ts';
import type { Look } from './second-look.ts';
import { secondLook } from './second-look.ts';

/** One question of a message with what the model would say to it. */
export interface Finding {
  question: string;
  statements: Statement[];
  candidates: string[];
  confidence: number;
  features?: Features;
  reason: string;
}

/** About 70 words. Three said the fact that was asked for in 84 of 100 articles, five in 95. */
const mostSentences = 5;
/** A further sentence must be about as near to the question as the first. */
const nearEnough = 0.2;
/** Without vectors only the words speak for an article: good enough to offer it, not to answer from it. */
const wordsOnly = fitted.bands.answer - 0.01;

/**
 * Answers only with sentences of the passages, word for word. No network, no key: the confidence comes from a small
 * logistic model whose coefficients `throughline eval --fit` makes from the tuning half of the evaluation set.
 */
export function createOfflineModel({ embedder }: { embedder: Embedder }): Model & {
  findings(request: AnswerRequest): Promise<Finding[]>;
} {
  async function findings(request: AnswerRequest): Promise<Finding[]> {
    const questions = request.passages[0]?.evidence.map(({ question }) => question) ?? [];
    const found: Finding[] = [];
    for (const [index, question] of questions.entries())
      found.push(await findingFor(question, index, request));
    return found;
  }

  async function findingFor(
    question: string,
    index: number,
    { passages, signal }: AnswerRequest,
  ): Promise<Finding> {
    const chatter = notAQuestion(question);
    if (chatter !== undefined)
      return { question, statements: [], candidates: [], confidence: 0, reason: chatter };
    const looks = await secondLook({ embedder, passages, index, ...(signal ? { signal } : {}) });
    const [best, ...others] = looks;
    if (!best)
      return { question, statements: [], candidates: [], confidence: 0, reason: 'nothing was found' };
    const statements = statementsOf(best, passages);
    const features = featuresOf(
      [best, ...others],
      statements.map(({ text }) => text),
    );
    const certain = confidenceOf(features);
    const wordy = best.evidence.cosine === 0 && best.evidence.asked.every(({ cosine }) => cosine === 0);
    const confidence = wordy ? Math.min(certain, wordsOnly) : certain;
    const candidates = looks.slice(0, 3).map(({ articleId }) => articleId);
    return {
      question,
      statements,
      candidates,
      confidence,
      features,
      reason: `nearest article: ${best.articleId}`,
    };
  }

  return {
    id: 'offline',
    bands: fitted.bands,
    findings,
    answer: async (request) => draftOf(await findings(request), request),

    async classify({ text, labels, signal }) {
      const scores = await nearest(embedder, text, labels, signal);
      const total = scores.reduce((sum, { weight }) => sum + weight, 0);
      const [best] = scores.sort((a, b) => b.weight - a.weight);
      if (!best) throw new RangeError('there are no labels to choose from');
      return { label: best.name, confidence: total === 0 ? 0 : best.weight / total, usage: noUsage };
    },
  };
}

export function confidenceOf(features: Features): number {
  const sum = featureNames.reduce((sum, name) => sum + fitted.weights[name] * features[name], fitted.bias);
  return 1 / (1 + Math.exp(-sum));
}

/** The best sentences in the order in which the article says them. */
function statementsOf(look: Look, passages: readonly Passage[]): Statement[] {
  const top = look.sentences[0]?.score ?? 0;
  const chosen = look.sentences.slice(0, mostSentences).filter(({ score }) => score >= top - nearEnough);
  const place = ({ passage, text }: { passage: string; text: string }) => {
    const source = passages.find(({ id }) => id === passage);
    return Number(passage.split(':')[2] ?? 0) * 1e6 + (source?.text.indexOf(text) ?? 0);
  };
  return chosen
    .sort((a, b) => place(a) - place(b))
    .map(({ text, passage }) => ({ text, passages: [passage] }));
}

function draftOf(findings: readonly Finding[], { passages }: AnswerRequest): AnswerDraft {
  const asked = findings.filter(({ reason }) => reason !== 'small talk' && reason !== 'instructions');
  const sure = asked.filter(({ confidence }) => confidence >= fitted.bands.answer);
  const used = sure.length > 0 ? sure : asked;
  const open = sure.length > 0 ? asked.filter((finding) => !sure.includes(finding)) : [];
  return {
    statements: used.flatMap(({ statements }) => statements),
    confidence: used.length === 0 ? 0 : Math.min(...used.map(({ confidence }) => confidence)),
    remarks: open.map(
      ({ question }) =>
        `I am not sure about your other question: “${question.replace(/^(?:and|also|plus|then)\s+/i, '').slice(0, 200)}”`,
    ),
    candidates: used.flatMap(({ candidates }) => candidates),
    reason:
      (passages.length === 0 ? 'nothing was found' : findings.map(({ reason }) => reason).join('; ')) ||
      'no question',
    usage: noUsage,
  };
}

/** A label is as near as the nearest of its texts; weights fall off quickly, as cosines lie close together. */
async function nearest(
  embedder: Embedder,
  text: string,
  labels: readonly Label[],
  signal: AbortSignal | undefined,
) {
  const texts = labels.flatMap((label) =>
    [label.name.replace(/[-_.]+/g, ' '), label.description, ...(label.examples ?? [])]
      .filter((text) => text !== undefined && text !== '')
      .map((text) => ({ name: label.name, text: text ?? '' })),
  );
  const [asked, ...vectors] = await embedder.embed(
    [text, ...texts.map(({ text }) => text)],
    signal ? { signal } : {},
  );
  return labels.map(({ name }) => {
    const cosines = texts.flatMap((other, i) =>
      other.name === name && asked && vectors[i] ? [cosine(asked, vectors[i])] : [],
    );
    return { name, weight: Math.exp(12 * Math.max(-1, ...cosines)) };
  });
}
