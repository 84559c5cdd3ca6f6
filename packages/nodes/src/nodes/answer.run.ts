import type { Json } from '@throughline/flow/json';
import type { Choice } from '@throughline/flow/message';
import type { NodeResult } from '@throughline/flow/node-result';
import type { ConfigOf, PortOf } from '@throughline/flow/declaration';
import { articleChoice, articleOfChoice } from '../article-choice.ts';
import { isContentReference } from '../content-reference.ts';
import { implementNode } from '../define-node.ts';
import { languageOf } from '../language-of.ts';
import type { GroundedAnswer, Retrieval, RunContext } from '../run-context.ts';
import { NodeFailure } from '../runner.ts';
import type { RunnerInput } from '../runner.ts';
import { idsOf, saidIn } from '../said.ts';
import { textIn } from '../texts.ts';
import { answer } from './answer.ts';

export const runAnswer = implementNode(answer, async (input, context) => {
  const found = input.nodes[input.config.from]?.output;
  const retrieval = await loadPassages(context, input.config.from, found?.['passages']);
  const question = typeof found?.['question'] === 'string' ? found['question'] : saidIn(input.messages);
  const language = answerLanguage(input);
  const { instructions } = input.config;
  const grounded = await context.model.answer({
    question,
    language,
    retrieval,
    policies: input.policies,
    ...(instructions ? { instructions } : {}),
  });
  return resultOf(grounded, input, { question, language });
});

type Input = RunnerInput<ConfigOf<typeof answer>>;
type Asked = { question: string; language: string };

function resultOf(grounded: GroundedAnswer, input: Input, asked: Asked): NodeResult<PortOf<typeof answer>> {
  const { language } = asked;
  const output = {
    confidence: grounded.confidence,
    articles: [],
    dropped: 0,
    policyVersion: input.policies.version,
  };
  if (grounded.band === 'answer') {
    const { text, sources, dropped } = grounded;
    const titles = quoted(sources.map(({ title }) => title));
    return {
      port: 'answered',
      output: { ...output, articles: sources.map(({ articleId }) => articleId), dropped },
      say: [{ text, sources, language }],
      brief: { ...briefOf(input, asked, `Answered from ${titles}.`), openQuestion: null },
    };
  }
  if (grounded.band === 'offer') {
    const offered = grounded.choices.map(({ id, label }) => ({ id: articleChoice(id), label }));
    const articles = offered.flatMap(({ id }) => articleOfChoice(id) ?? []);
    return {
      port: 'offered',
      output: { ...output, articles },
      say: [
        {
          text: textIn(input.config.offer, language),
          choices: withWaysOut(offered, input, language),
          language,
        },
      ],
      brief: briefOf(input, asked, `Offered ${quoted(offered.map(({ label }) => label))} to choose from.`),
    };
  }
  return { port: 'not-sure', output, brief: briefOf(input, asked, 'Found no answer it could be sure of.') };
}

function withWaysOut(offered: Choice[], { config }: Input, language: string): Choice[] {
  return [
    ...offered,
    { id: 'something-else', label: textIn(config.somethingElse, language) },
    { id: 'person', label: textIn(config.person, language) },
  ];
}

function briefOf(input: Input, { question }: Asked, step: string) {
  const messages = idsOf(input.messages);
  const issue = input.case.brief.issue ? {} : { issue: { text: question, messages } };
  return { ...issue, steps: [{ text: step, messages }] };
}

async function loadPassages(
  context: RunContext,
  from: string,
  reference: Json | undefined,
): Promise<Retrieval> {
  if (!isContentReference(reference)) {
    const message = `Node "${from}" has found no passages: wire its "found" port to this node, or name another node.`;
    throw new NodeFailure('answer.no-passages', message);
  }
  return (await context.load(reference)) as Retrieval;
}

/** The customer's language where it is allowed, else the first that is. */
function answerLanguage(input: Input): string {
  const wanted = languageOf(input);
  const allowed = input.config.languages.length > 0 ? input.config.languages : input.languages;
  const base = wanted.toLowerCase().split('-')[0];
  const fits = allowed.find((language) => language.toLowerCase().split('-')[0] === base);
  return fits ?? allowed[0] ?? wanted;
}

function quoted(titles: string[]): string {
  return titles.map((title) => `"${title}"`).join(', ');
}
