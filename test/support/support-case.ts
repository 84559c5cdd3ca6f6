import { readFile } from 'node:fs/promises';
import { compile } from '../../packages/flow/src/compile.ts';
import type { Effect, RunEffect } from '../../packages/flow/src/effect.ts';
import type { JsonObject } from '../../packages/flow/src/json.ts';
import type { NodeResult } from '../../packages/flow/src/node-result.ts';
import { flowSchema } from '../../packages/flow/src/schema.ts';
import { createStep } from '../../packages/flow/src/step.ts';
import { drive } from '../../packages/flow/src/testing/drive.ts';
import { watchStep } from '../../packages/flow/src/testing/watch-step.ts';
import { catalogue } from '../../packages/nodes/src/catalogue.ts';
import { deciders } from '../../packages/nodes/src/deciders.ts';
import { pathOf } from '../../packages/engine/src/play/route-of.ts';

const read = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'));

export const flow = flowSchema.parse(await read('workflows/support.flow.json'));
const policies: JsonObject = Object.fromEntries(
  ((await read('examples/policies.json')) as { name: string; value: string }[]).map(({ name, value }) => [
    name,
    value,
  ]),
);

/** What runners would find, by node; a text is the code of a failure. */
export type Script = { [node: string]: (run: RunEffect) => NodeResult | string };

export type SupportCase = ReturnType<typeof openCase>;

/** Every port by which any case of this test file left a node, as `node:port`. */
export const walked = new Set<string>();

const plan = compile(flow, catalogue);

/** A case of the support flow under the test's own clock: `step` and the deciders are real, runners follow the script. */
export function openCase({ at = '2026-11-23T10:00:00Z', script = {} as Script } = {}) {
  const watched = watchStep(createStep(deciders));
  const kase = drive(watched.step, plan);
  kase.pass(Date.parse(at) - kase.now());
  kase.open();
  kase.happen({ type: 'policy.read', policies: { version: 1, values: { ...policies, orderServiceUrl } } });
  const scripts: Script = { ...usual, ...script };

  /** Does something, and then what the runners do that it starts; returns all that came of it. */
  function settle(act: () => void): Effect[] {
    const before = kase.effects.length;
    act();
    while (kase.state().position?.phase === 'running') {
      const run = kase.running();
      const result = run && scripts[run.node]?.(run);
      if (!run || result === undefined) throw new Error(`The script does not say what ${run?.node} finds.`);
      if (typeof result === 'string') kase.failed(result, run.run);
      else kase.done(result, run.run);
    }
    const effects = kase.effects.slice(before);
    for (const stop of pathOf(effects)) walked.add(stop);
    return effects;
  }

  return {
    ...kase,
    breaches: watched.breaches,
    settle,
    /** Says it and lets the burst end. */
    tell: (...texts: string[]) =>
      settle(() => {
        for (const text of texts) kase.say(text);
        kase.pass(1_000);
      }),
    press: (choice: string) => settle(() => kase.say(labelOf(choice), { choice })),
    wait: (ms: number) => settle(() => kase.pass(ms)),
  };

  function labelOf(choice: string): string {
    return kase.state().offered.find(({ id }) => id === choice)?.label ?? choice;
  }
}

const orderServiceUrl = 'https://orders.example';
const known: { [number: string]: JsonObject } = {
  'TE-104233': { text: 'On the road.', expected: '2026-11-26', trackingUrl: 'https://track.example/PP1' },
  'TE-103977': { text: 'Delivered.', expected: null, trackingUrl: null },
};

const usual: Script = {
  identity: () => ({ port: 'new' }),
  retrieve: ({ input: { config } }) => ({ port: 'found', output: { question: config['query'] ?? '' } }),
  answer: () => ({ port: 'answered', say: [{ text: 'As the articles say.' }] }),
  orderStatus: ({ input }) => {
    const { orderNumber } = input.case.values;
    const fields = typeof orderNumber === 'string' ? known[orderNumber] : undefined;
    return { port: 'ok', output: fields ? { status: 200, fields } : { status: 404, fields: {} } };
  },
};
