import { portsOf } from '@throughline/flow/ports-of';
import type { NodeDeclaration } from '@throughline/flow/declaration';
import type { Decision } from '@throughline/flow/decider';
import { fieldsWithoutWords } from './config-words.ts';

/** What a node answered: its result or decision, or the failure that it ended in. */
export type Answer = Decision;

/** What a declaration lacks, as sentences. */
export function declarationBreaches<Config, Port extends string>(
  declaration: NodeDeclaration<Config, Port>,
): string[] {
  const { type, title, help, config, outputs = {} } = declaration;
  const outputsWithoutWords = Object.keys(outputs).filter((field) => !outputs[field]?.help.endsWith('.'));
  return [
    ...breach(!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(type), `The type "${type}" is not in kebab-case.`),
    ...breach(title.trim() === '', 'It has no title.'),
    ...breach(!help.endsWith('.'), 'Its help is not a sentence.'),
    ...fieldsWithoutWords(config).map((path) => `${path} has no .meta({ title, description }).`),
    ...outputsWithoutWords.map((field) => `The help of output "${field}" is not a sentence.`),
  ];
}

type Expected = { config: unknown; port?: string; fails?: string };

/** Where an answer differs from what the declaration promises or the case expects, as sentences. */
export function answerBreaches<Config, Port extends string>(
  declaration: NodeDeclaration<Config, Port>,
  expected: Expected,
  answer: Answer,
): string[] {
  const ports = portsOf(declaration, declaration.config.parse(expected.config)).map(({ id }) => id);
  const port = 'port' in answer ? answer.port : undefined;
  const failure = 'fail' in answer ? answer.fail : undefined;
  const output = 'output' in answer ? Object.keys(answer.output ?? {}) : [];
  const undeclared = output.filter((field) => !Object.hasOwn(declaration.outputs ?? {}, field));
  return [
    ...breach(new Set(ports).size !== ports.length, `The ports ${ports.join(', ')} are not unique.`),
    ...breach(
      port !== undefined && !ports.includes(port),
      `It left by "${port}", which it does not declare.`,
    ),
    ...undeclared.map((field) => `The output "${field}" is not declared.`),
    ...breach(
      failure?.code !== expected.fails,
      `It failed with ${failure?.code} (${failure?.message}), not ${expected.fails}.`,
    ),
    ...breach(
      expected.port !== undefined && port !== expected.port,
      `It left by "${port}", not "${expected.port}".`,
    ),
  ];
}

function breach(is: boolean, text: string): string[] {
  return is ? [text] : [];
}
