import { compile } from '../../packages/flow/src/compile.ts';
import type { Effect, RunEffect } from '../../packages/flow/src/effect.ts';
import type { JsonObject } from '../../packages/flow/src/json.ts';
import type { NodeResult } from '../../packages/flow/src/node-result.ts';
import type { Flow } from '../../packages/flow/src/schema.ts';
import { createStep } from '../../packages/flow/src/step.ts';
import { drive } from '../../packages/flow/src/testing/drive.ts';
import { watchStep } from '../../packages/flow/src/testing/watch-step.ts';
import { catalogue } from '../../packages/nodes/src/catalogue.ts';
import { deciders } from '../../packages/nodes/src/deciders.ts';
import { pathOf } from '../../packages/flow/src/route-of.ts';

/** What runners would find, by node or else by type of node; a text is the code of a failure. */
export type Script = { [nodeOrType: string]: (run: RunEffect, now: number) => NodeResult | string };

export type FlowCase = ReturnType<ReturnType<typeof flowCases>['openCase']>;

type Options = { flow: Flow; policies: JsonObject; usual: () => Script };

/** Cases of a flow under a test's own clock: `step` and the deciders are real, runners follow the script. */
export function flowCases({ flow, policies, usual }: Options) {
  const plan = compile(flow, catalogue);
  const walked = new Set<string>();

  function openCase({ at = '2026-11-23T10:00:00Z', script = {} as Script } = {}) {
    const watched = watchStep(createStep(deciders));
    const kase = drive(watched.step, plan);
    kase.pass(Date.parse(at) - kase.now());
    kase.open();
    kase.happen({ type: 'policy.read', policies: { version: 1, values: policies } });
    const scripts: Script = { ...usual(), ...script };

    /** Does something, and then what the runners do that it starts; returns all that came of it. */
    function settle(act: () => void): Effect[] {
      const before = kase.effects.length;
      act();
      finishRuns();
      return effectsSince(before);
    }

    function finishRuns(): void {
      while (kase.state().position?.phase === 'running') {
        const run = kase.running();
        const result = run && (scripts[run.node] ?? scripts[run.nodeType])?.(run, kase.now());
        if (!run || result === undefined) throw new Error(`The script does not say what ${run?.node} finds.`);
        if (typeof result === 'string') kase.failed(result, run.run);
        else kase.done(result, run.run);
      }
    }

    function effectsSince(before: number): Effect[] {
      const effects = kase.effects.slice(before);
      for (const stop of pathOf(effects)) walked.add(stop);
      return effects;
    }

    /** A timer that starts a runner is followed by what that finds, before time goes on. */
    function wait(ms: number): Effect[] {
      const before = kase.effects.length;
      const until = kase.now() + ms;
      while (kase.now() < until) {
        const next = Math.min(until, ...Object.values(kase.state().timers).filter((at) => at > kase.now()));
        kase.pass(next - kase.now());
        finishRuns();
      }
      return effectsSince(before);
    }

    return {
      ...kase,
      breaches: watched.breaches,
      settle,
      wait,
      /** Says it and lets the burst end. */
      tell: (...texts: string[]) =>
        settle(() => {
          for (const text of texts) kase.say(text);
          kase.pass(1_000);
        }),
      press: (choice: string) => settle(() => kase.say(labelOf(choice), { choice })),
    };

    function labelOf(choice: string): string {
      return kase.state().offered.find(({ id }) => id === choice)?.label ?? choice;
    }
  }

  return {
    openCase,
    plan,
    /** Every port by which any of these cases left a node, as `node:port`. */
    walked,
  };
}
