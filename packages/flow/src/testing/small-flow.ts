import type { Decider, Deciders } from '../decider.ts';
import type { JsonObject } from '../json.ts';
import type { Plan, PlanNode } from '../plan.ts';

/** A small plan with one node of each nature, for tests of the core: it knows no node of the product by name. */
export function smallPlan(change: (plan: Plan) => void = () => {}): Plan {
  const plan: Plan = {
    schema: 1,
    flow: { id: 'small', hash: 'hash', title: 'Small' },
    settings: {
      fallbackQueue: 'people',
      fallbackTexts: [
        { language: 'en', text: 'A colleague will take over.' },
        { language: 'de', text: 'Jemand aus dem Team übernimmt.' },
      ],
      visitLimit: 12,
      languages: ['en', 'de'],
      timeZone: 'Europe/London',
      reopenWithinMs: 7 * 24 * 3_600_000,
    },
    entries: ['start'],
    nodes: Object.fromEntries(
      [
        node('start', 'start', 'decide', { quietMs: 2_000 }, { started: 'lookUp' }),
        node(
          'lookUp',
          'work',
          'run',
          { question: '{{ message.text }}' },
          { done: 'reply', unsure: 'people', error: null },
          [{ path: ['question'], kind: 'template' }],
        ),
        node('reply', 'reply', 'decide', { silenceMs: 86_400_000 }, { reply: 'lookUp', silent: 'bye' }),
        node('people', 'people', 'decide', { queue: 'returns' }, { returned: 'lookUp', nobody: 'bye' }),
        node('bye', 'bye', 'decide', {}, {}),
      ].map((entry) => [entry.id, entry]),
    ),
  };
  change(plan);
  return plan;
}

export function node(
  id: string,
  type: string,
  kind: PlanNode['kind'],
  config: JsonObject,
  ports: PlanNode['ports'],
  fields: PlanNode['fields'] = [],
): PlanNode {
  return { id, type, kind, title: id, config, fields, ports };
}

const start: Decider<{ quietMs: number; channel?: string }> = {
  entry: {
    match: (config, message) =>
      config.channel === undefined ? 1 : config.channel === message.channel ? 2 : 0,
    quietMs: (config) => config.quietMs,
  },
  enter: () => ({ port: 'started' }),
};

const reply: Decider<{ silenceMs: number }> = {
  enter: ({ now, config }) => ({ wait: { until: now + config.silenceMs, messages: 'take' } }),
  message: () => ({ port: 'reply' }),
  timer: () => ({ port: 'silent' }),
};

const people: Decider<{ queue: string }> = {
  enter: ({ config, now }) => ({
    say: [{ text: 'One moment, a colleague is coming.' }],
    handOff: { queue: config.queue, reason: 'unsure', priority: 2 },
    waitUntil: now + 3_600_000,
  }),
  timer: () => ({ port: 'nobody' }),
};

const bye: Decider = { enter: () => ({ say: [{ text: 'Good-bye.' }], close: { reason: 'done' } }) };

/** Waits a time; takes no messages. */
const pause: Decider<{ ms: number }> = {
  enter: ({ now, config }) => ({ wait: { until: now + config.ms, messages: 'hold' } }),
  timer: () => ({ port: 'done' }),
};

/** Has the customer called, and takes no messages meanwhile. */
const callback: Decider<{ ms: number }> = {
  enter: ({ now, config }) => ({
    wait: { until: now + config.ms, messages: 'hold' },
    callback: { by: 'bot', windows: [{ from: now, until: now + config.ms }], attempts: 2, retryMs: 60_000 },
  }),
  callback: ({ memory }) => ({ port: 'came', output: { outcome: memory } }),
  timer: () => ({ port: 'late' }),
};

const check: Decider<{ when: string }> = {
  enter: ({ evaluate, config }) => ({ port: evaluate(config.when) === true ? 'yes' : 'no' }),
};

const broken: Decider = {
  enter: () => {
    throw new Error('a bug');
  },
};

export const smallDeciders: Deciders = { start, reply, people, bye, pause, callback, check, broken };
