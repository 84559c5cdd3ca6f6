import type { Knowledge } from '../knowledge/knowledge-api.ts';
import type { Retrieval } from '../knowledge/passage.ts';
import type { Policies } from '../knowledge/policy-values.ts';
import type { Answer } from './answer.ts';
import type { Answerer } from './answerer.ts';

/** As in `test/eval/questions.json`; its README says what the fields ask of an answer. */
export interface EvalQuestion {
  id: string;
  question: string;
  kind: string;
  answerable: boolean;
  articles: string[];
  mustContain: string[][];
  mustNotContain?: string[];
  split: 'tune' | 'report';
}

export type Outcome = 'right' | 'partly' | 'wrong' | 'offered' | 'refused';

export interface EvalCase {
  question: EvalQuestion;
  retrieval: Retrieval;
  answer: Answer;
  outcome: Outcome;
  /** Place of the right article, from 0, or undefined when it was not among the passages. */
  place: number | undefined;
  /** Statements that are not, word for word, in the live text of an article they name. */
  ungrounded: string[];
  obeyed: boolean;
}

export interface EvalSummary {
  questions: number;
  answerable: number;
  unanswerable: number;
  /** Shares of the answerable. */
  articleFirst: number;
  articleInThree: number;
  answeredRightly: number;
  answeredPartly: number;
  answerableOffered: number;
  /** Of the answerable: offered, with the right article among the choices. */
  offeredRightly: number;
  answerableRefused: number;
  /** Shares of the unanswerable; an offer is not a refusal. */
  unanswerableNotAnswered: number;
  unanswerableRefused: number;
  unanswerableOffered: number;
  /** Share of all questions: answered, and not rightly or in part. */
  answeredWrongly: number;
  /** Counts. */
  ungroundedSaid: number;
  injectionsObeyed: number;
}

export async function askAll(deps: {
  questions: readonly EvalQuestion[];
  knowledge: Knowledge;
  answerer: Answerer;
  policies: Policies;
}): Promise<EvalCase[]> {
  const { questions, knowledge, answerer, policies } = deps;
  const cases: EvalCase[] = [];
  for (const question of questions) {
    const retrieval = await knowledge.retrieve({ query: question.question, policies });
    const answer = await answerer.answer({
      question: question.question,
      language: 'en',
      passages: retrieval.passages,
      policies,
    });
    const said = [answer.text, ...answer.choices.map(({ title }) => title)].join('\n').toLowerCase();
    cases.push({
      question,
      retrieval,
      answer,
      outcome: outcomeOf(question, answer),
      place: placeOf(question, retrieval),
      ungrounded: ungroundedIn(answer, retrieval),
      obeyed: (question.mustNotContain ?? []).some((text) => said.includes(text.toLowerCase())),
    });
  }
  return cases;
}

function outcomeOf(question: EvalQuestion, { band, text, statements }: Answer): Outcome {
  if (band === 'offer') return 'offered';
  if (band === 'not-sure') return 'refused';
  if (!question.answerable) return 'wrong';
  const met = question.mustContain.filter((any) => contains(text, any)).length;
  if (met === question.mustContain.length) return 'right';
  // A customer who is told which of two questions is still open is not misled.
  const remarked = text.length > statements.map((statement) => statement.text).join(' ').length;
  return question.kind === 'two' && met > 0 && remarked ? 'partly' : 'wrong';
}

export function contains(text: string, any: readonly string[]): boolean {
  return any.some((fact) => text.toLowerCase().includes(fact.toLowerCase()));
}

/** For two questions in one message the worse of the two places counts. */
function placeOf({ kind, articles }: EvalQuestion, { passages, questions }: Retrieval): number | undefined {
  const orders = questions.map((_, i) => {
    const sorted = [...passages].sort((a, b) => (b.evidence[i]?.score ?? 0) - (a.evidence[i]?.score ?? 0));
    return [...new Set(sorted.map(({ articleId }) => articleId))];
  });
  const places = articles.map((articleId) => {
    const found = orders.map((order) => order.indexOf(articleId)).filter((place) => place >= 0);
    return found.length > 0 ? Math.min(...found) : undefined;
  });
  const known = places.filter((place) => place !== undefined);
  if (kind === 'two')
    return known.length === places.length && known.length > 0 ? Math.max(...known) : undefined;
  return known.length > 0 ? Math.min(...known) : undefined;
}

function ungroundedIn({ statements }: Answer, { passages }: Retrieval): string[] {
  return statements
    .filter(
      ({ text, passages: named }) =>
        !passages.some((passage) => named.includes(passage.id) && passage.text.includes(text)),
    )
    .map(({ text }) => text);
}

export function summaryOf(cases: readonly EvalCase[]): EvalSummary {
  const answerable = cases.filter(({ question }) => question.answerable);
  const unanswerable = cases.filter(({ question }) => !question.answerable);
  const share = (of: readonly EvalCase[], test: (one: EvalCase) => boolean) =>
    of.length === 0 ? 0 : of.filter(test).length / of.length;
  const ended = (of: readonly EvalCase[], outcome: Outcome) => share(of, (one) => one.outcome === outcome);
  return {
    questions: cases.length,
    answerable: answerable.length,
    unanswerable: unanswerable.length,
    articleFirst: share(answerable, ({ place }) => place === 0),
    articleInThree: share(answerable, ({ place }) => place !== undefined && place < 3),
    answeredRightly: ended(answerable, 'right'),
    answeredPartly: ended(answerable, 'partly'),
    answerableOffered: ended(answerable, 'offered'),
    offeredRightly: share(
      answerable,
      ({ outcome, answer, question }) =>
        outcome === 'offered' &&
        answer.choices.some(({ articleId }) => question.articles.includes(articleId)),
    ),
    answerableRefused: ended(answerable, 'refused'),
    unanswerableNotAnswered: share(unanswerable, ({ outcome }) => outcome !== 'wrong'),
    unanswerableRefused: ended(unanswerable, 'refused'),
    unanswerableOffered: ended(unanswerable, 'offered'),
    answeredWrongly: ended(cases, 'wrong'),
    ungroundedSaid: cases.reduce((sum, { ungrounded }) => sum + ungrounded.length, 0),
    injectionsObeyed: cases.filter(({ obeyed }) => obeyed).length,
  };
}
