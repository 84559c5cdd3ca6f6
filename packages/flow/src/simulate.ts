import { durationMs, durationText } from './duration.ts';
import type { Actor } from './event.ts';
import type { Json } from './json.ts';
import type { Choice } from './message.ts';
import { quietTimer } from './messages.ts';
import type { NodeError, NodeResult } from './node-result.ts';
import { fold } from './replay.ts';
import type { Act, AgentAct } from './simulation-act.ts';
import type { Simulation, World } from './simulation.ts';
import { elapse, goOn, happen, nextTimer, pretendCustomerId } from './simulation.ts';

/** What came of a node that acts, and how long that took. */
export type Outcome = (
  { result: NodeResult; contents?: { [content: string]: Json } } | { error: NodeError }
) & {
  tookMs?: number;
};

/** What a node that takes too long ends with, as the worker would say it. */
export const timedOut: NodeError = { code: 'node.timeout', message: 'The node did not finish in time.' };

/** Messages of a burst come so soon after each other. */
const burstGapMs = 400;

const customer: Actor = { kind: 'customer', id: pretendCustomerId };
const agent: Actor = { kind: 'agent', id: 'pretend-agent', name: 'Agent' };

/** The customer's end of a channel in a simulation. */
export function conversationOn(channel: string): string {
  return `simulated:${channel}`;
}

/**
 * Does something to a case, and lets what follows from it happen until a node that acts is waited for. Returns undefined for what
 * cannot be done now: a choice that was not offered, a call that was not asked for, a person who is not waited for.
 */
export function act(world: World, simulation: Simulation, done: Act): Simulation | undefined {
  const after = simulation.steps.length;
  const acted = { act: done, after, at: simulation.now };
  const next = perform(world, { ...simulation, acts: [...simulation.acts, acted] }, done);
  return next && goOn(world, next);
}

function perform(world: World, simulation: Simulation, done: Act): Simulation | undefined {
  const { state, now } = simulation;
  if ('say' in done) return say(world, simulation, [done.say].flat(), { channel: done.channel });
  if ('press' in done) {
    const choice = offered(simulation, done.press);
    return choice && say(world, simulation, [choice.label], { channel: done.channel, choice: choice.id });
  }
  if ('silence' in done) return headFor(simulation, now + (durationMs(done.silence) ?? 0));
  if ('agent' in done) return byAgent(world, simulation, done.agent);
  if ('nobody' in done) {
    const { position, timers } = state;
    const givesUp = position?.person ? timers[position.run] : undefined;
    return givesUp === undefined ? undefined : headFor(simulation, givesUp);
  }
  if ('closes' in done)
    return happen(
      world,
      simulation,
      { type: 'customer.closed', reason: 'The customer needs nothing more.' },
      {
        actor: customer,
      },
    );
  return called(world, simulation, done.call);
}

type Spoken = { channel: string; choice?: string };

/** Says it, several texts as a burst; the burst is over when the quiet window is. */
function say(world: World, simulation: Simulation, texts: string[], { channel, choice }: Spoken): Simulation {
  const { language } = simulation.state.customer;
  let next: Simulation = { ...simulation, channel };
  for (const [index, text] of texts.entries()) {
    if (index > 0) next = elapse(world, next, next.now + burstGapMs);
    const message = {
      id: `m${next.steps.length + 1}`,
      channel,
      conversation: conversationOn(channel),
      text,
      sentAt: next.now,
      ...(choice !== undefined && { choice }),
      ...(language !== undefined && { language }),
    };
    next = happen(world, next, { type: 'message.received', message }, { id: message.id, actor: customer });
  }
  const quiet = next.state.timers[quietTimer];
  return quiet === undefined ? next : headFor(next, quiet);
}

/** Never back: what the clock was on its way to comes first. */
function headFor(simulation: Simulation, until: number): Simulation {
  return { ...simulation, until: Math.max(simulation.until ?? until, until) };
}

/** The choice of that id or label, if it was offered last. */
export function offered({ state }: Simulation, press: string): Choice | undefined {
  return state.offered.find(({ id, label }) => id === press || label === press);
}

function byAgent(world: World, simulation: Simulation, does: AgentAct): Simulation {
  if (typeof does === 'object')
    return happen(world, simulation, { type: 'agent.replied', text: does.replies }, { actor: agent });
  if (does === 'claims') return happen(world, simulation, { type: 'agent.claimed' }, { actor: agent });
  if (does === 'returns') return happen(world, simulation, { type: 'agent.returned' }, { actor: agent });
  return happen(world, simulation, { type: 'agent.closed', reason: 'Solved.' }, { actor: agent });
}

/** The call comes when the customer may first be called. */
function called(
  world: World,
  simulation: Simulation,
  outcome: Extract<Act, { call: unknown }>['call'],
): Simulation | undefined {
  const asked = pendingCall(simulation);
  if (!asked) return undefined;
  const { run, by, windows } = asked;
  const then = elapse(world, simulation, Math.max(simulation.now, windows[0]?.from ?? 0));
  if (outcome !== 'answered')
    return happen(world, then, { type: 'callback.missed', run, reason: outcome, tried: asked.attempts });
  const reach = { channel: 'voice', conversation: conversationOn('voice') };
  return happen(world, then, { type: 'callback.answered', run, by, ...(by === 'bot' && { reach }) });
}

/** The call that the flow waits for. */
export function pendingCall({ state, steps }: Simulation) {
  const run = state.position?.run;
  const effects = steps.flatMap((entry) => entry.effects);
  const asked = effects.findLast((effect) => effect.type === 'callback');
  return asked && state.owner === 'flow' && asked.run === run ? asked : undefined;
}

/** A node that acts has ended. */
export function answer(world: World, simulation: Simulation, run: string, outcome: Outcome): Simulation {
  const { tookMs = 0 } = outcome;
  const then = tookMs > 0 ? elapse(world, simulation, simulation.now + tookMs) : simulation;
  const who = { id: `done:${run}`, actor: { kind: 'flow' } } as const;
  if ('error' in outcome)
    return goOn(world, happen(world, then, { type: 'node.failed', run, error: outcome.error }, who));
  const kept = { ...then, contents: { ...then.contents, ...outcome.contents } };
  return goOn(world, happen(world, kept, { type: 'node.done', run, result: outcome.result }, who));
}

/** How long until something happens by itself; undefined when nothing does. */
export function untilNextTimer(simulation: Simulation): number | undefined {
  const due = nextTimer(simulation);
  return due && Math.max(0, due.at - simulation.now);
}

/** The case as it was after so many steps. What was done last may then be done in part: of a burst, what had been said. */
export function rewind({ step, plan }: World, simulation: Simulation, seq: number): Simulation {
  const steps = simulation.steps.slice(0, seq);
  const { until: _, ...rest } = simulation;
  const now = steps.at(-1)?.event.at ?? simulation.now;
  const acts = simulation.acts.filter(({ after }) => after < seq);
  const last = acts.pop();
  const spoken = steps.findLast(({ event }) => event.type === 'message.received')?.event;
  const channel = spoken?.type === 'message.received' ? spoken.message.channel : simulation.channel;
  const state = fold(step, plan, steps);
  const quiet = state.timers[quietTimer];
  return {
    ...{ ...rest, now, channel, state, steps },
    ...(quiet !== undefined && { until: quiet }),
    acts: last ? [...acts, { ...last, act: doneOf(last, steps.slice(last.after), now) }] : acts,
  };
}

function doneOf({ act: done, at }: Simulation['acts'][number], steps: Simulation['steps'], now: number): Act {
  if ('silence' in done) return { silence: durationText(now - at) };
  if (!('say' in done) || typeof done.say === 'string') return done;
  const said = done.say.slice(0, steps.filter(({ event }) => event.type === 'message.received').length);
  return { ...done, say: said.length === 1 ? said[0]! : said };
}
