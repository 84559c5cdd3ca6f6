import { implementNode } from '../define-node.ts';
import type { RunContext } from '../run-context.ts';
import type { RunnerInput } from '../runner.ts';
import { retrieveKnowledge } from './retrieve-knowledge.ts';
import { articleOfChoice } from '../article-choice.ts';
import { languageOf } from '../language-of.ts';

const maxQuestionLength = 2_000;

export const runRetrieveKnowledge = implementNode(retrieveKnowledge, async (input, context) => {
  const { limit, minimumConfidence } = input.config;
  const articleId = articleOfChoice(input.messages.at(-1)?.choice);
  const question = questionOf(input, context, articleId !== undefined).slice(0, maxQuestionLength);
  const retrieval = await context.knowledge.retrieve({
    text: question,
    language: languageOf(input),
    limit,
    policies: input.policies,
    ...(articleId === undefined ? {} : { articleId }),
  });

  const [best] = retrieval.passages;
  const found = best !== undefined && retrieval.confidence >= minimumConfidence;
  const output = {
    confidence: retrieval.confidence,
    count: retrieval.passages.length,
    bestTitle: best?.title ?? '',
    question,
  };
  if (!found) return { port: 'nothing', output };
  return { port: 'found', output: { ...output, passages: await context.keep('passages', retrieval) } };
});

/** A customer who presses an offered title asked their question before: nobody has to explain twice. */
function questionOf(input: RunnerInput<{ query: string }>, context: RunContext, pressed: boolean): string {
  const [nodeId = ''] = context.run.split('#');
  const asked = input.nodes[nodeId]?.output['question'];
  return pressed && typeof asked === 'string' && asked !== '' ? asked : input.config.query;
}
