import type { Logger } from 'pino';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import type { Answerer } from '../models/answerer.ts';
import type { UsageTotals } from '../models/usage-totals.ts';
import { createBoundedCache } from '../stores/bounded-cache.ts';
import type { CaseToRead, OpenQuestion } from '../stores/case-questions.ts';
import type { Stores } from '../stores/database.ts';
import type { QuestionGroup } from './group-questions.ts';
import { groupQuestions } from './group-questions.ts';
import { unansweredIn } from './unanswered-in.ts';

export const openDays = 30;
const dayMs = 24 * 3_600_000;
/** In one call; a page asks again until all is read. */
const mostCases = 200;
const mostQuestions = 500;
const mostTried = 150;
/** Passages that are looked at for something newer than the question. */
const fewPassages = 3;

export type OpenQuestionsDeps = {
  stores: Pick<Stores, 'caseQuestions' | 'flows' | 'journal' | 'policies'>;
  knowledge: Pick<Knowledge, 'list' | 'retrieve' | 'vectorsOf'>;
  answerer: Pick<Answerer, 'answer'>;
  usage: Pick<UsageTotals, 'add'>;
  log: Logger;
  now: () => number;
};

/** `behind`: so many cases are not read yet. */
export type OpenQuestions = { groups: QuestionGroup[]; behind: number };

/** What customers asked in the last days and no article answered, from the journals of their cases. */
export function createOpenQuestions(
  deps: OpenQuestionsDeps,
): (signal: AbortSignal) => Promise<OpenQuestions> {
  const { stores, knowledge, log, now } = deps;
  const { caseQuestions } = stores;
  const tried = createBoundedCache<boolean>({ maxEntries: 2_000 });

  async function readCase({ caseId, lastSeq, flowHash }: CaseToRead): Promise<void> {
    try {
      const flow = await stores.flows.byHash(flowHash);
      const records = await stores.journal.read(caseId, { to: lastSeq });
      const typeOf = (node: string) => flow?.plan.nodes[node]?.type;
      await caseQuestions.keep(caseId, lastSeq, unansweredIn(records, typeOf));
    } catch (error) {
      // One that is being erased, or was moved here without its key: the others are read all the same.
      log.warn({ err: error, caseId }, 'questions of a case could not be read');
    }
  }

  /** An article that was written or changed since may answer it now; one that stood then does not. */
  async function isAnsweredNow(
    question: OpenQuestion,
    changedAt: ReadonlyMap<string, number>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const newest = Math.max(0, ...changedAt.values());
    if (newest <= question.at) return false;
    const key = `${newest} ${question.id}`;
    const known = tried.get(key);
    if (known !== undefined) return known;
    // It stays open where there is no time left, or the model fails: the list is worth more than its last row.
    if (signal.aborted) return false;
    try {
      const { values } = await stores.policies.snapshot();
      const asked = { query: question.text, policies: values, signal };
      const { passages } = await knowledge.retrieve(asked);
      const isNewer = passages
        .slice(0, fewPassages)
        .some(({ articleId }) => (changedAt.get(articleId) ?? 0) > question.at);
      const isAnswered = isNewer && (await answers(question.text, passages, values, signal));
      tried.set(key, isAnswered);
      return isAnswered;
    } catch (error) {
      log.warn({ err: error }, 'a question could not be tried again');
      return false;
    }
  }

  async function answers(
    question: string,
    passages: Awaited<ReturnType<Knowledge['retrieve']>>['passages'],
    policies: { [name: string]: unknown },
    signal: AbortSignal,
  ): Promise<boolean> {
    const answer = await deps.answerer.answer({ question, passages, policies, signal });
    deps.usage.add(answer.usage);
    return answer.band === 'answer';
  }

  return async (signal) => {
    const since = now() - openDays * dayMs;
    const waiting = await caseQuestions.behind(since);
    for (const one of waiting.slice(0, mostCases)) await readCase(one);
    const asked = (await caseQuestions.since(since, mostQuestions)).slice(0, mostQuestions);
    const articles = await knowledge.list();
    const changedAt = new Map(articles.map(({ articleId, at }) => [articleId, at.getTime()]));
    const open: OpenQuestion[] = [];
    for (const [n, question] of asked.entries())
      if (n >= mostTried || !(await isAnsweredNow(question, changedAt, signal))) open.push(question);
    const vectors =
      open.length === 0
        ? undefined
        : await knowledge.vectorsOf(
            open.map(({ text }) => text),
            signal,
          );
    return { groups: groupQuestions(open, vectors), behind: Math.max(0, waiting.length - mostCases) };
  };
}
