import { portsOf } from '@throughline/flow/compile';
import type { NodeDeclaration } from '@throughline/flow/declaration';
import type { Decider, Decision } from '@throughline/flow/decider';
import type { NodeResult } from '@throughline/flow/node-result';
import { describe, expect, test } from 'vitest';
import { NodeFailure } from '../runner.ts';
import type { Runner } from '../runner.ts';
import { fieldsWithoutWords } from './config-words.ts';
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

type Described<Config, Port extends string> = {
  declaration: NodeDeclaration<Config, Port>;
  /** Declared ports by which the node itself never leaves: the core does. */
  leftByCore?: NoInfer<Port>[];
} & (
  | { runner: Runner<Config, Port>; decider?: never; cases: NodeCase<Port, NodeResult<Port>>[] }
  | { decider: Decider<Config, Port>; runner?: never; cases: NodeCase<Port, Decision<Port>>[] }
);

/** The contract of every node, and the given cases under it. */
export function describeNode<Config, Port extends string>(node: Described<Config, Port>): void {
  const { declaration, cases, leftByCore = [] } = node;
  const declared = declaration as NodeDeclaration;
  const reached = new Set<string>(['error', ...leftByCore]);

  describe(declaration.type, () => {
    test('has words for people', () => {
      expect(declaration.type).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(declaration.title.trim()).not.toBe('');
      expect(declaration.help).toMatch(/\.$/);
      expect(fieldsWithoutWords(declaration.config)).toEqual([]);
      for (const { help } of Object.values(declaration.outputs ?? {})) expect(help).toMatch(/\.$/);
    });

    test('has the behaviour of its kind, and a case at least', () => {
      expect(declaration.kind).toBe(node.runner ? 'run' : 'decide');
      expect(cases.length).toBeGreaterThan(0);
    });

    describe.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
      const ports = portsOf(declared, declaration.config.parse(one.config));

      test('does as declared', async () => {
        const ids: string[] = ports.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const context = await worldOf(one);
        const answer = await answerOf(node, one, context);
        expect(JSON.parse(JSON.stringify(answer)), 'is plain JSON').toStrictEqual(answer);
        if (one.fails !== undefined) expect(failureOf(answer)).toBe(one.fails);
        else expect(failureOf(answer)).toBeUndefined();
        if (one.port !== undefined) expect<string | undefined>(portOf(answer)).toBe(one.port);
        const port = portOf(answer);
        if (port !== undefined) {
          reached.add(port);
          expect(ids).toContain(port);
        }
        const fields = 'output' in answer ? Object.keys(answer.output ?? {}) : [];
        expect(Object.keys(declaration.outputs ?? {})).toEqual(expect.arrayContaining(fields));
        one.expect?.(answer as NodeResult<Port> & Decision<Port>, context);
      });

      test('its config stays the same when it is read again', () => {
        const parsed = declaration.config.parse(one.config);
        const stored = JSON.parse(JSON.stringify(parsed)) as unknown;
        expect(JSON.parse(JSON.stringify(declaration.config.parse(stored)))).toStrictEqual(stored);
      });

      if (node.decider) {
        test('decides the same again', async () => {
          const context = await worldOf(one);
          expect(await answerOf(node, one, context)).toStrictEqual(await answerOf(node, one, context));
        });
      } else {
        test('ends when its time is up', async () => {
          const context = await worldOf(one);
          context.abort();
          const calls = context.calls.length;
          const ended = await Promise.race([settled(answerOf(node, one, context)), afterMs(1_000)]);
          expect(ended, 'ends within a second').toBe('settled');
          expect(context.calls.slice(calls).filter(({ access }) => access !== 'log')).toEqual([]);
        });
      }
    });

    test('every port is reached by a case', () => {
      const fixed: string[] =
        typeof declaration.ports === 'function' ? [] : declaration.ports.map(({ id }) => id);
      expect([...reached]).toEqual(expect.arrayContaining(fixed));
    });
  });
}

type Answer = Decision | { fail: { code: string; message: string } };

async function answerOf<Config, Port extends string>(
  node: Described<Config, Port>,
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

function failureOf(answer: Answer): string | undefined {
  return 'fail' in answer ? answer.fail.code : undefined;
}

function portOf(answer: Answer): string | undefined {
  return 'port' in answer ? answer.port : undefined;
}

function settled(work: Promise<unknown>): Promise<'settled'> {
  return work.then(
    () => 'settled',
    () => 'settled',
  );
}

function afterMs(ms: number): Promise<'too late'> {
  return new Promise((resolve) => void setTimeout(() => resolve('too late'), ms).unref());
}
