import type { Conversation, RecordedOutcome, Turn } from './conversation.ts';
import type { Effect } from './effect.ts';
import type { CaseEvent } from './event.ts';
import type { JsonObject } from './json.ts';
import { isRecord } from './is-record.ts';
import type { Customer } from './message.ts';
import type { Plan } from './plan.ts';
import { pathOf } from './route-of.ts';
import type { Simulation } from './simulation.ts';
import { pretendCustomerId } from './simulation.ts';

/** A simulated case as a test of its flow: what was done, the way it took, who had it, and what nodes that act found. */
export function flowTestOf(plan: Plan, simulation: Simulation, title: string): Conversation {
  const { acts, steps } = simulation;
  const turns = acts.map(({ act, after }, index): Turn => {
    const until = acts[index + 1]?.after ?? steps.length;
    const effects = steps.slice(after, until).flatMap((step) => step.effects);
    const owner = effects.findLast((effect) => effect.type === 'owner.changed')?.owner;
    const queue = effects.findLast((effect) => effect.type === 'handOff')?.queue;
    const route = pathOf(effects);
    const expect = {
      ...(route.length > 0 && { route }),
      ...(owner && { owner }),
      ...(owner === 'queue' && queue !== undefined && { queue }),
    };
    return { channel: 'webchat', ...act, ...(Object.keys(expect).length > 0 && { expect }) };
  });
  const { name, language, verified, facts } = openedWith(steps[0]?.event);
  return {
    schema: 1,
    title,
    needs: [],
    customer: {
      ...(name !== undefined && { name }),
      ...(language !== undefined && { language }),
      ...(verified && { verified }),
      ...(facts && { facts }),
    },
    ...recordingOf(plan, steps),
    turns,
  };
}

/** What a test needs to go the same way again: when it began, the policies that its nodes read, and what they found. */
export function recordingOf(
  plan: Plan,
  entries: { event: CaseEvent; effects: Effect[] }[],
): Pick<Conversation, 'at' | 'policies' | 'results'> {
  const policies: JsonObject = {};
  const results: { [run: string]: RecordedOutcome } = {};
  const read = policiesReadBy(plan, entries);
  for (const { event } of entries) {
    if (event.type === 'policy.read')
      for (const [name, value] of Object.entries(event.policies.values))
        if (read.has(name)) policies[name] = value;
    if (event.type === 'node.done') results[event.run] = withoutCase(event.result) as typeof event.result;
    if (event.type === 'node.failed') results[event.run] = { fails: event.error };
  }
  const begun = entries[0]?.event.at;
  return {
    ...(begun !== undefined && { at: new Date(begun).toISOString() }),
    ...(Object.keys(policies).length > 0 && { policies }),
    ...(Object.keys(results).length > 0 && { results }),
  };
}

function openedWith(event: CaseEvent | undefined): Partial<Customer> {
  return event?.type === 'case.opened' ? event.customer : {};
}

/** By name, wherever the config of a node that the case came to mentions one. */
function policiesReadBy(plan: Plan, entries: { effects: Effect[] }[]): Set<string> {
  const nodes = entries.flatMap(({ effects }) =>
    effects.flatMap((effect) => ('node' in effect ? effect.node : [])),
  );
  const text = JSON.stringify(
    [...new Set(nodes)].map((node) => node !== undefined && plan.nodes[node]?.config),
  );
  return new Set([...text.matchAll(/\bpolicy\??\.(\w+)/g)].map(([, name]) => name!));
}

/** The customer is the pretended one, and a body beside the state is none of the test's. */
function withoutCase(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutCase(entry));
  if (!isRecord(value)) return value;
  if (typeof value['content'] === 'string' && typeof value['digest'] === 'string')
    return { content: 'recorded', digest: '', bytes: value['bytes'] };
  const fields = Object.entries(value).map(([name, entry]) => [name, withoutCase(entry, name)]);
  const same = Object.fromEntries(fields) as { [name: string]: unknown };
  return field === 'customer' ? { ...same, id: pretendCustomerId } : same;
}
