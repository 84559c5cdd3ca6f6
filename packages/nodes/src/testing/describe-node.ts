import { isDeepStrictEqual } from 'node:util';
import type { NodeDeclaration } from '@throughline/flow/declaration';
import type { Decider, Decision } from '@throughline/flow/decider';
import type { NodeResult } from '@throughline/flow/node-result';
import { describe, expect, test } from 'vitest';
import { NodeFailure } from '../runner.ts';
import type { Runner } from '../runner.ts';
import { answerBreaches, declarationBreaches } from './contract.ts';
import type { Answer } from './contract.ts';
import { createRunContext } from './create-run-context.ts';
import type { RunContextOptions, TestRunContext } from './create-run-context.ts';
import { decide } from './decide.ts';
import type { Decided } from './decide.ts';
import { run } from './run.ts';

/** One situation; `port` is where the node must leave, `fails` the code by which it must fail. */
export type NodeCase<Port extends string, Answer> = Decided & {
  name: string;
  /** The world of a runner. */
  world?: RunContextOptions;
  /** What happened before in the same world, such as a body that an earlier node kept. */
  before?: (context: TestRunContext) => Promise<void>;
  port?: NoInfer<Port>;
  fails?: string;
  expect?: (answer: Answer, context: TestRunContext) => void;
};

export type DescribedNode<Config, Port extends string> = {
  declaration: NodeDeclaration<Config, Port>;
  /** Declared ports by which the node itself never leaves: the core does. */
  leftByCore?: NoInfer<Port>[];
} & (
  | { runner: Runner<Config, Port>; decider?: never; cases: NodeCase<Port, NodeResult<Port>>[] }
  | { decider: Decider<Config, Port>; runner?: never; cases: NodeCase<Port, Decision<Port>>[] }
);

/**
 * The contract of every node, with the given cases under it: words for people, config that parses to itself, declared
 * ports and outputs only, plain JSON, the same decision twice (deciders), an end when time is up (runners), and no port
 * that no case reaches.
 */
export function describeNode<Config, Port extends string>(node: DescribedNode<Config, Port>): void {
  const { declaration, cases } = node;
  const reached = new Set<string>(node.leftByCore);
  // A decider decides the same again; a runner ends when its time is up.
  const promiseOfItsKind = node.decider ? decidesTheSameAgain : endsWhenItsTimeIsUp;

  describe.each([declaration.type])('%s', () => {
    test('has words for people, and the behaviour of its kind', () => {
      expect(declarationBreaches(declaration)).toEqual([]);
      expect(declaration.kind).toBe(node.runner ? 'run' : 'decide');
    });

    describe.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
      test('does as declared', async () => {
        const context = await worldOf(one);
        const answer = await answerOf(node, one, context);
        expect(answerBreaches(declaration, one, answer)).toEqual([]);
        expect(JSON.parse(JSON.stringify(answer))).toStrictEqual(answer);
        if ('port' in answer) reached.add(answer.port);
        one.expect?.(answer as NodeResult<Port> & Decision<Port>, context);
      });

      test('its config stays the same when it is read again', () => {
        const stored = JSON.stringify(declaration.config.parse(one.config));
        expect(JSON.stringify(declaration.config.parse(JSON.parse(stored)))).toBe(stored);
      });

      test('holds what its kind promises', async () => {
        expect(await promiseOfItsKind(node, one)).toEqual([]);
      });
    });

    test('every port is reached by a case', () => {
      const ports = Array.isArray(declaration.ports) ? declaration.ports.map(({ id }) => id) : [];
      expect(ports.filter((port) => port !== 'error' && !reached.has(port))).toEqual([]);
    });
  });
}

async function decidesTheSameAgain<Config, Port extends string>(
  node: DescribedNode<Config, Port>,
  one: NodeCase<Port, never>,
): Promise<string[]> {
  const context = await worldOf(one);
  const [first, second] = [await answerOf(node, one, context), await answerOf(node, one, context)];
  return isDeepStrictEqual(first, second)
    ? []
    : [`First ${JSON.stringify(first)}, then ${JSON.stringify(second)}`];
}

/** With every access to the world refused: what an activity is left with when it was cancelled. */
async function endsWhenItsTimeIsUp<Config, Port extends string>(
  node: DescribedNode<Config, Port>,
  one: NodeCase<Port, never>,
): Promise<string[]> {
  const context = await worldOf(one);
  const before = context.calls.length;
  context.abort();
  const end = await Promise.race([settled(answerOf(node, one, context)), afterMs(1_000)]);
  const calls = context.calls.slice(before).filter(({ access }) => access !== 'log');
  return [
    ...(end === 'settled' ? [] : ['It ran on.']),
    ...calls.map(({ access }) => `It still called ${access}.`),
  ];
}

async function answerOf<Config, Port extends string>(
  node: DescribedNode<Config, Port>,
  one: NodeCase<Port, never>,
  context: TestRunContext,
): Promise<Answer> {
  if (node.decider) return decide(node.declaration, node.decider, one);
  try {
    return await run(node.declaration, node.runner, one, context);
  } catch (error) {
    if (!(error instanceof NodeFailure)) throw error;
    return { fail: { code: error.code, message: error.message } };
  }
}

async function worldOf({
  world,
  before,
}: Pick<NodeCase<string, never>, 'world' | 'before'>): Promise<TestRunContext> {
  const context = createRunContext(world);
  await before?.(context);
  return context;
}

function settled(work: Promise<unknown>): Promise<'settled'> {
  return work.then(
    () => 'settled',
    () => 'settled',
  );
}

function afterMs(ms: number): Promise<'too late'> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('too late'), ms).unref();
  });
}
