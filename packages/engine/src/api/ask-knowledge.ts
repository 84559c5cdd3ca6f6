import { z } from 'zod';
import type { Knowledge, LeftOutSentence } from '../knowledge/knowledge-api.ts';
import type { Evidence, Passage, RetrievalFeatures } from '../knowledge/passage.ts';
import { partsOf, scoreParts } from '../knowledge/score-parts.ts';
import type { Answerer } from '../models/answerer.ts';
import type { UsageTotals } from '../models/usage-totals.ts';
import type { PolicyStore } from '../stores/policies.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { longText } from './shapes.ts';

export type AskKnowledgeDeps = {
  knowledge: Pick<Knowledge, 'retrieve'>;
  answerer: Pick<Answerer, 'answer'>;
  policies: Pick<PolicyStore, 'snapshot'>;
  usage: Pick<UsageTotals, 'add'>;
};

const choice = z.object({ articleId: z.string(), version: z.int(), title: z.string() });
const wordList = z.array(z.string());

const why = z
  .object({
    question: z.string().meta({ description: 'The one of the questions that the passage fits best.' }),
    parts: z
      .array(z.object({ part: z.enum(scoreParts), value: z.number(), brings: z.number() }))
      .meta({ description: 'What the score is made of; what they bring adds up to it.' }),
    asked: z
      .array(z.object({ text: z.string(), cosine: z.number() }))
      .meta({ description: 'The nearest of the questions kept with the article.' }),
    words: z.object({ used: wordList, missing: wordList }),
    coverage: z.number().meta({
      description: 'Share of the question’s content words that the article uses; rare words weigh more.',
    }),
  })
  .meta({ id: 'WhyFound' });

export function askKnowledgeRoutes({ knowledge, answerer, policies, usage }: AskKnowledgeDeps): Route[] {
  return [
    staffRoute({
      method: 'post',
      path: '/api/knowledge/ask',
      tag: 'knowledge',
      summary: 'Try a question: what is found, with scores and why, and what would be answered',
      body: z.strictObject({
        question: longText(2_000),
        language: z
          .string()
          .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
          .optional(),
      }),
      answer: {
        status: 200,
        schema: z.object({
          passages: z.array(
            z.object({
              id: z.string(),
              articleId: z.string(),
              version: z.int(),
              title: z.string(),
              heading: z.string().optional(),
              language: z.string(),
              text: z.string(),
              score: z.number(),
              why,
            }),
          ),
          questions: z.array(z.string()).meta({
            description: 'What was asked, taken apart into single questions, its spelling corrected.',
          }),
          mode: z
            .enum(['full', 'lexical'])
            .meta({ description: '`lexical` when the vector server was out of reach.' }),
          margin: z.number().meta({ description: 'Score of the best article minus that of the second.' }),
          leftOut: z
            .array(z.object({ articleId: z.string(), text: z.string(), missing: wordList }))
            .meta({ description: 'Sentences that are not said, for want of the values of policies.' }),
          answer: z.object({
            band: z.enum(['answer', 'offer', 'not-sure']),
            text: z.string(),
            confidence: z.number(),
            bands: z
              .object({ answer: z.number(), offer: z.number() })
              .meta({ description: 'What the confidence is compared with.' }),
            choices: z.array(choice),
            sources: z.array(choice),
            dropped: z.array(z.object({ text: z.string(), reason: z.string() })),
            reason: z.string(),
          }),
        }),
        text: 'Nothing is said to anybody.',
      },
      handle: async ({ body: { question, language } }) => {
        const { values } = await policies.snapshot();
        const signal = AbortSignal.timeout(20_000);
        const spoken = language === undefined ? {} : { language };
        const leftOut = new Map<string, LeftOutSentence>();
        const retrieval = await knowledge.retrieve({
          ...{ query: question, policies: values, signal, explain: true, ...spoken },
          onLeftOut: (sentence) => void leftOut.set(`${sentence.articleId} ${sentence.text}`, sentence),
        });
        const answer = await answerer.answer({
          ...{ question, passages: retrieval.passages, policies: values, signal, ...spoken },
        });
        usage.add(answer.usage);
        const { band, text, confidence, bands, choices, sources, dropped, reason } = answer;
        return {
          passages: retrieval.passages.map((passage) => shownPassage(passage, retrieval.features)),
          questions: retrieval.questions,
          mode: retrieval.features.mode,
          margin: retrieval.features.margin,
          leftOut: [...leftOut.values()],
          answer: { band, text, confidence, bands, choices, sources, dropped, reason },
        };
      },
    }),
  ];
}

function shownPassage(passage: Passage, { mode }: RetrievalFeatures) {
  const { id, articleId, version, title, heading, language, text, score, evidence } = passage;
  return {
    ...{ id, articleId, version, title, language, text, score },
    ...(heading !== undefined && { heading }),
    why: whyOf(evidence, score, mode),
  };
}

function whyOf(evidence: readonly Evidence[], score: number, mode: RetrievalFeatures['mode']) {
  const [best] = [...evidence].sort((a, b) => b.score - a.score);
  return {
    question: best?.question ?? '',
    parts: best ? partsOf(best, { score, mode }) : [],
    asked: best?.asked ?? [],
    words: best?.words ?? { used: [], missing: [] },
    coverage: best?.coverage ?? 0,
  };
}
