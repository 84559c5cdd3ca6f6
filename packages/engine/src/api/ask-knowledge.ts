import { z } from 'zod';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
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

export function askKnowledgeRoutes({ knowledge, answerer, policies, usage }: AskKnowledgeDeps): Route[] {
  return [
    staffRoute({
      method: 'post',
      path: '/api/knowledge/ask',
      tag: 'knowledge',
      summary: 'Try a question: what is found, with scores, and what would be answered',
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
              text: z.string(),
              score: z.number(),
            }),
          ),
          mode: z
            .enum(['full', 'lexical'])
            .meta({ description: '`lexical` when the vector server was out of reach.' }),
          answer: z.object({
            band: z.enum(['answer', 'offer', 'not-sure']),
            text: z.string(),
            confidence: z.number(),
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
        const retrieval = await knowledge.retrieve({ query: question, policies: values, signal, ...spoken });
        const answer = await answerer.answer({
          question,
          passages: retrieval.passages,
          policies: values,
          signal,
          ...spoken,
        });
        usage.add(answer.usage);
        const { band, text, confidence, choices, sources, dropped, reason } = answer;
        return {
          passages: retrieval.passages.map(({ id, articleId, version, title, heading, text, score }) => ({
            id,
            articleId,
            version,
            title,
            text,
            score,
            ...(heading !== undefined && { heading }),
          })),
          mode: retrieval.features.mode,
          answer: { band, text, confidence, choices, sources, dropped, reason },
        };
      },
    }),
  ];
}
