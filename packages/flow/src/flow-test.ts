import type { TurnResult } from './check-expectation.ts';
import { unmet } from './check-expectation.ts';
import type { Conversation, RecordedOutcome, Turn } from './conversation.ts';
import type { JsonObject } from './json.ts';
import type { Plan } from './plan.ts';
import { pathOf } from './route-of.ts';
import type { Outcome } from './simulate.ts';
import { act, answer, offered } from './simulate.ts';
import type { Act } from './simulation-act.ts';
import type { Simulation, World } from './simulation.ts';
import { awaited, begin } from './simulation.ts';
import type { StopNames } from './stop-names.ts';
import { stopInWords } from './stop-names.ts';
import type { Parted } from './where-parted.ts';
import { whereParted } from './where-parted.ts';

export type FlowTestRun = {
  title: string;
  ok: boolean;
  /** As far as it went. */
  turns: TestedTurn[];
  /** The first place that is not as recorded, in words. */
  parted?: { turn: number } & (Parted | { node?: string; text: string });
  simulation: Simulation;
};

export type TestedTurn = {
  index: number;
  /** What was done, in words. */
  done: string;
  heard: TurnResult['heard'];
  /** `node:port` where a node was left, `node` where one waits. */
  path: string[];
  owner: string;
  queue?: string;
  /** What was expected and did not happen. */
  problems: string[];
};

/** A Monday morning: whoever's test depends on the time says when it begins. */
export const usualBeginning = Date.UTC(2026, 0, 5, 10);

/**
 * Runs a recorded conversation on a plan, with the real deciders, the clock of a simulation and the recorded results of nodes
 * that act. `names` are those of the flow that the plan was made of; `policies` hold where the test names none of that name.
 */
export function runFlowTest(
  world: World,
  test: Conversation,
  { names, policies = {} }: { names: StopNames; policies?: JsonObject },
): FlowTestRun {
  const { title, at, locale, customer = {} } = test;
  const turns: TestedTurn[] = [];
  let simulation = begin(world, {
    at: at === undefined ? usualBeginning : Date.parse(at),
    customer: { ...(locale !== undefined && { language: locale }), ...defined(customer) },
    policies: { ...policies, ...test.policies },
  });
  let parted: FlowTestRun['parted'];
  const inWords = (stop: string) => stopInWords(names, stop);

  for (const [index, turn] of test.turns.entries()) {
    const before = simulation.steps.length;
    const played = playTurn(world, simulation, turn, test.results);
    ({ simulation } = played);
    const result = resultOf(simulation, before);
    const problems = played.problems.length > 0 ? played.problems : unmet(turn.expect, result, inWords);
    turns.push({ index, done: actInWords(turn), ...withoutBrief(result), problems });
    if (problems.length > 0)
      parted ??= { turn: index, ...(placeOf(played, turn, result) ?? { text: problems[0]! }) };
    // What follows was recorded after another way.
    if (played.problems.length > 0) break;
  }
  const ok = parted === undefined;
  return { title, ok, turns, ...(parted && { parted }), simulation };

  function placeOf({ node, problems: [first] }: Played, { expect }: Turn, { path }: TurnResult) {
    const left = expect?.route && whereParted(names, expect.route, path);
    // A node that came unawaited has no recorded result; that it came is what is wrong.
    if (first === undefined || left?.went) return left;
    return { text: first, ...(node !== undefined && { node }) };
  }
}

type Played = { simulation: Simulation; problems: string[]; node?: string };

/** One turn of a recorded conversation, with all that follows from it. */
export function playTurn(
  world: World,
  simulation: Simulation,
  turn: Turn,
  results: Conversation['results'] = {},
): Played {
  let played: Played = { simulation, problems: [] };
  const does: Act[] = [...(turn.after === undefined ? [] : [{ silence: turn.after }]), actOf(turn)];
  for (const done of does) {
    if (played.problems.length > 0) return played;
    const next = act(world, played.simulation, done);
    if (!next) return { ...played, problems: [whyNot(world.plan, played.simulation, done)] };
    played = settle(world, next, results);
  }
  return played;
}

/** Lets the nodes that act find what was recorded of them. */
export function settle(
  world: World,
  begun: Simulation,
  results: NonNullable<Conversation['results']>,
): Played {
  let simulation = begun;
  for (;;) {
    const [run] = awaited(simulation);
    if (!run) return { simulation, problems: [] };
    const recorded = recordedOf(results, run.run);
    if (!recorded) {
      const text = `“${run.title}” ran (${run.run}), and there is no result recorded for it. Record the test again, or write one under "results".`;
      return { simulation, node: run.node, problems: [text] };
    }
    simulation = answer(world, simulation, run.run, outcomeOf(recorded));
  }
}

/** Of this visit, or of every visit of the node. */
export function recordedOf(
  results: NonNullable<Conversation['results']>,
  run: string,
): RecordedOutcome | undefined {
  const of = (name: string) => (Object.hasOwn(results, name) ? results[name] : undefined);
  return of(run) ?? of(run.slice(0, run.lastIndexOf('#')));
}

export function outcomeOf(recorded: RecordedOutcome): Outcome {
  return 'fails' in recorded ? { error: recorded.fails } : { result: recorded };
}

/** What a turn does, as a simulation takes it. */
export function actOf({ say, press, silence, agent, nobody, closes, call, channel }: Turn): Act {
  if (say !== undefined) return { say, channel };
  if (press !== undefined) return { press, channel };
  if (silence !== undefined) return { silence };
  if (agent !== undefined) return { agent };
  if (nobody) return { nobody };
  if (closes) return { closes };
  return { call: call ?? 'answered' };
}

export function actInWords(turn: Turn): string {
  const { say, press, silence, agent, nobody, closes, call } = turn;
  if (say !== undefined) return [say].flat().join(' / ');
  if (press !== undefined) return `[${press}]`;
  if (silence !== undefined) return `(silence of ${silence})`;
  if (typeof agent === 'object') return `(an agent replies) ${agent.replies}`;
  if (agent)
    return `(an agent ${{ claims: 'takes', returns: 'gives back', closes: 'closes' }[agent]} the case)`;
  if (nobody) return '(nobody takes the case)';
  if (closes) return '(the customer needs nothing more)';
  return call === 'answered' ? '(the call is answered)' : `(the call is missed: ${call})`;
}

function whyNot(plan: Plan, simulation: Simulation, done: Act): string {
  if ('press' in done && !offered(simulation, done.press)) {
    const labels = simulation.state.offered.map(({ label }) => `“${label}”`);
    return `“${done.press}” was not offered; there was ${labels.join(', ') || 'nothing to press'}.`;
  }
  const node = simulation.state.position && plan.nodes[simulation.state.position.node];
  const where = node ? `the case is at “${node.title}”` : 'the flow is at rest';
  if ('nobody' in done) return `Nobody is waited for, or for ever: ${where}.`;
  return `No call was asked for: ${where}.`;
}

function resultOf({ state, steps }: Simulation, before: number): TurnResult {
  const effects = steps.slice(before).flatMap((step) => step.effects);
  const heard = effects.flatMap((effect) =>
    effect.type === 'send'
      ? [{ text: effect.text, choices: (effect.choices ?? []).map(({ label }) => label) }]
      : [],
  );
  const { owner, queue, brief } = state;
  return { heard, path: pathOf(effects), owner, brief, ...(queue && { queue: queue.name }) };
}

function withoutBrief({ brief: _, ...result }: TurnResult) {
  return result;
}

function defined<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
