import * as fc from 'fast-check';
import { callbackMisses } from '../callback.ts';
import type { NodeResult } from '../node-result.ts';
import type { PassedOn } from '../passed-on.ts';
import type { Plan } from '../plan.ts';
import { ana, bo, drive } from './drive.ts';
import { node, smallPlan } from './small-flow.ts';

type Case = ReturnType<typeof drive>;

/** One thing that happens to a case; who it concerns is looked up when it happens. */
export type Happening = (kase: Case) => void;

export const customer = { id: 'c1', verified: true, language: 'de' };

const texts = fc.constantFrom('Hello', 'where is it?', '2', 'a person', '', 'Ich warte 😀', '{{ now }}');

/** Ports that are there, that are not, and that every object seems to have. */
const ports = fc.constantFrom('done', 'unsure', 'error', 'sideways', 'constructor', '__proto__', 'toString');

const results: fc.Arbitrary<NodeResult> = fc.record(
  {
    port: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('done', 'unsure') }, ports),
    output: fc.dictionary(fc.string(), fc.integer()),
    say: fc.array(
      fc.record(
        {
          text: texts,
          choices: fc.constant([
            { id: 'a', label: 'First' },
            { id: 'b', label: 'a person' },
          ]),
        },
        { requiredKeys: ['text'] },
      ),
      { maxLength: 3 },
    ),
    set: fc.dictionary(fc.constantFrom('order', '__proto__', 'n'), fc.jsonValue({ maxDepth: 1 }) as never),
    tags: fc.array(fc.string(), { maxLength: 3 }),
    notes: fc.array(fc.string(), { maxLength: 1 }),
  },
  { requiredKeys: ['port'] },
);

const said: fc.Arbitrary<Happening> = fc
  .record(
    {
      text: texts,
      channel: fc.constantFrom('webchat', 'sms', 'fax'),
      choice: fc.constantFrom('a', 'admin'),
      language: fc.constantFrom('en', 'de'),
    },
    { requiredKeys: ['text'] },
  )
  .map(
    ({ text, ...more }) =>
      (kase) =>
        void kase.say(text, more),
  );

const burst: fc.Arbitrary<Happening> = fc
  .tuple(
    fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 2, max: 12 }) },
      { weight: 1, arbitrary: fc.constant(60) },
    ),
    fc.constantFrom(0, 100, 1_900, 2_000),
  )
  .map(([count, gap]) => (kase) => {
    for (let i = 0; i < count; i += 1) {
      kase.say(`part ${i}`);
      kase.pass(gap);
    }
  });

/** Delivers again something that has happened, a little or long ago. */
const again: fc.Arbitrary<Happening> = fc.nat({ max: 30 }).map((back) => (kase) => {
  const event = kase.journal.at(-1 - back)?.event;
  if (!event) return;
  const { id, actor, at: _, ...body } = event;
  kase.happen(body, { id, actor });
});

/** The result of what runs now, or of a run long past. */
const finished: fc.Arbitrary<Happening> = fc
  .tuple(results, fc.boolean(), fc.integer({ min: 0, max: 6 }))
  .map(([result, fails, back]) => (kase) => {
    const runs = kase.effects.filter((effect) => effect.type === 'run');
    const run = runs.at(-1 - Math.max(0, back - 4))?.run ?? 'lookUp#1';
    if (fails) kase.failed('broken', run);
    else kase.done(result, run);
  });

const time: fc.Arbitrary<Happening> = fc
  .constantFrom(0, 1, 1_000, 2_000, 60_000, 3_600_000, 86_400_000)
  .map((ms) => (kase) => void kase.pass(ms));

const strayTimer: fc.Arbitrary<Happening> = fc
  .tuple(fc.constantFrom('quiet', 'reply#1', 'constructor', '__proto__'), fc.integer())
  .map(
    ([timer, dueAt]) =>
      (kase) =>
        void kase.happen({ type: 'timer.fired', timer, dueAt }),
  );

const promises = [undefined, 0, Date.UTC(2026, 0, 5, 10), Date.UTC(2026, 0, 6, 9)].map((dueAt, n) => ({
  type: 'agent.promised' as const,
  promise: { id: `p${n}`, text: 'Soon.', messages: [], ...(dueAt !== undefined && { dueAt }) },
}));

const agents: fc.Arbitrary<Happening> = fc
  .tuple(
    fc.constantFrom(
      { type: 'agent.claimed' } as const,
      { type: 'agent.typed' } as const,
      { type: 'agent.replied', text: 'A person here.' } as const,
      { type: 'agent.noted', text: 'noted' } as const,
      { type: 'agent.returned' } as const,
      { type: 'agent.returned', note: 'yours' } as const,
      { type: 'agent.transferred', queue: 'returns', reason: 'not mine' } as const,
      { type: 'agent.closed', reason: 'solved' } as const,
      { type: 'agent.settled', promise: 'p2', as: 'kept' } as const,
      { type: 'agent.moved', to: { channel: 'email', conversation: 'mail-1' } } as const,
      ...promises,
    ),
    fc.constantFrom(ana, bo, { kind: 'system' } as const),
  )
  .map(
    ([body, actor]) =>
      (kase) =>
        void kase.happen(body, { actor }),
  );

export function elsewhereAt(conversation: string) {
  return { channel: conversation.slice(0, 3), conversation, text: 'Once more.' };
}

const came = {
  messages: [{ id: 'other1', channel: 'sms', conversation: 'v2', text: 'And my tent?', sentAt: 0 }],
  brief: {
    steps: [],
    facts: [{ text: 'Order: 7', messages: ['other1'] }],
    commitments: [
      { id: 'p9', text: 'A call.', messages: [], dueAt: Date.UTC(2026, 0, 5, 12), state: 'open' },
    ],
    openQuestion: { text: 'And my tent?', messages: ['other1'] },
  },
} as const satisfies PassedOn;

/** Joined with another case, taken apart again, split; in an order that makes sense, and in any other. */
const links: fc.Arbitrary<Happening> = fc
  .tuple(fc.constantFrom('joined', 'tookIn', 'split', 'parted', 'resumed', 'claim'), fc.constantFrom(ana, bo))
  .map(([what, actor]) => (kase) => {
    const link = 'l1';
    const passed = kase.effects.findLast((effect) => effect.type === 'passOn')?.passed ?? came;
    const head = { actor };
    if (what === 'joined') kase.happen({ type: 'agent.joined', link, into: 'k2' }, head);
    else if (what === 'tookIn')
      kase.happen({ type: 'agent.tookIn', link, from: 'k2', passed: came }, { ...head, id: 'came' });
    else if (what === 'claim')
      kase.happen(
        { type: 'agent.tookIn', link, from: 'k2', passed: came, claim: true },
        { ...head, id: 'came' },
      );
    else if (what === 'parted') kase.happen({ type: 'agent.parted', link, from: 'k2', passed: came }, head);
    else if (what === 'resumed') kase.happen({ type: 'agent.resumed', link, from: 'k2', passed }, head);
    else {
      const messages = kase
        .state()
        .unanswered.slice(0, 1)
        .map(({ id }) => id);
      kase.happen({ type: 'agent.split', link, into: 'k3', messages }, head);
    }
  });

/** Of the call that was asked for last, or of one long past; `asking`: where the plan lets it, one is asked for before. */
const called: fc.Arbitrary<Happening> = fc
  .record(
    {
      asking: fc.boolean(),
      back: fc.nat({ max: 2 }),
      reach: fc.constant({ channel: 'voice', conversation: 'call-1' }),
      reason: fc.constantFrom(...callbackMisses),
    },
    { requiredKeys: ['asking', 'back'] },
  )
  .map(({ asking, back, reach, reason }) => (kase) => {
    if (asking) {
      kase.say('Call me');
      kase.pass(2_000);
      kase.done({ port: 'done' });
    }
    const asked = kase.effects.filter((effect) => effect.type === 'callback');
    const { run, by } = asked.at(-1 - Math.max(0, back - 1)) ?? { run: 'call#1', by: 'bot' };
    if (reason) kase.happen({ type: 'callback.missed', run, reason, tried: 2 });
    else kase.happen({ type: 'callback.answered', run, by, ...(reach && { reach }) });
  });

const world: fc.Arbitrary<Happening> = fc.oneof(
  fc.constant<Happening>((kase) => void kase.happen({ type: 'customer.closed', reason: 'solved' })),
  fc.nat().map(
    (version): Happening =>
      (kase) =>
        void kase.happen({ type: 'policy.read', policies: { version, values: { days: version } } }),
  ),
  fc.constant<Happening>((kase) => void kase.happen({ type: 'customer.changed', customer })),
  fc
    .record(
      {
        send: fc.oneof(fc.constantFrom('k:1:1', 'elsewhere:1'), fc.nat({ max: 3 })),
        elsewhere: fc.constantFrom(...['sms-1', 'mail-1', 'chat~1'].map(elsewhereAt)),
      },
      { requiredKeys: ['send'] },
    )
    .map(({ send, ...more }): Happening => (kase) => {
      const sends = kase.effects.filter((effect) => effect.type === 'send');
      const failed = typeof send === 'string' ? send : (sends.at(-1 - send)?.send ?? 'k:1:1');
      kase.happen({ type: 'send.failed', send: failed, error: { code: 'bounced', message: 'no' }, ...more });
    }),
  fc.constant<Happening>((kase) => void kase.happen({ type: 'case.recovered', differsAt: 1 })),
  fc.constant<Happening>((kase) => void kase.happen({ type: 'comet.passed' } as never)),
);

export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: said },
    { weight: 1, arbitrary: burst },
    { weight: 2, arbitrary: again },
    { weight: 5, arbitrary: finished },
    { weight: 4, arbitrary: time },
    { weight: 1, arbitrary: strayTimer },
    { weight: 3, arbitrary: agents },
    { weight: 1, arbitrary: links },
    { weight: 2, arbitrary: called },
    { weight: 1, arbitrary: world },
  ),
  { maxLength: 25 },
);

const nodes = [
  node('start', 'start', 'decide', { quietMs: 2_000 }, { started: 'lookUp' }),
  node('sms', 'start', 'decide', { quietMs: 0, channel: 'sms' }, { started: 'lookUp' }),
  node(
    'lookUp',
    'work',
    'run',
    { question: '{{ message.text }}' },
    { done: 'reply', unsure: 'people', error: null },
    [{ path: ['question'], kind: 'template' }],
  ),
  node('second', 'work', 'run', { on: 'nodes.lookUp.output.n' }, { done: null, unsure: null, error: null }, [
    { path: ['on'], kind: 'expression' },
  ]),
  node('reply', 'reply', 'decide', { silenceMs: 86_400_000 }, { reply: 'lookUp', silent: 'bye' }),
  node('people', 'people', 'decide', { queue: 'returns' }, { returned: 'lookUp', nobody: 'bye' }),
  node('pause', 'pause', 'decide', { ms: 3_600_000 }, { done: 'bye' }),
  callNode('reply', 'people'),
  node(
    'check',
    'check',
    'decide',
    { when: 'now.getHours("Europe/London") < 12' },
    { yes: 'reply', no: 'pause' },
  ),
  node('broken', 'broken', 'decide', {}, { error: null }),
  node('bye', 'bye', 'decide', {}, {}),
];

/** Plans as people draw them, and plans whose ports lead anywhere: loops, dead ends, failures, waits that hold. */
export const plans: fc.Arbitrary<Plan> = fc.oneof(
  fc.constant(smallPlan()),
  fc.constant(
    smallPlan((plan) => {
      plan.nodes['pause'] = node('pause', 'pause', 'decide', { ms: 60_000 }, { done: 'reply' });
      plan.nodes['lookUp']!.ports = { done: 'pause', unsure: 'people', error: 'people' };
    }),
  ),
  fc.constant(
    smallPlan((plan) => {
      plan.nodes['call'] = callNode('reply', 'bye');
      plan.nodes['lookUp']!.ports = { done: 'call', unsure: 'people', error: 'call' };
    }),
  ),
  fc.tuple(...nodes.map(wiredAtRandom)).map((wired) =>
    smallPlan((plan) => {
      plan.entries = ['start', 'sms'];
      plan.nodes = Object.fromEntries(wired.map((entry) => [entry.id, entry]));
    }),
  ),
);

function callNode(came: string, late: string) {
  return node('call', 'callback', 'decide', { ms: 3_600_000 }, { came, late });
}

function wiredAtRandom(entry: (typeof nodes)[number]) {
  const target = fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 4, arbitrary: fc.constantFrom(...nodes.map(({ id }) => id)) },
  );
  const ports = Object.fromEntries(Object.keys(entry.ports).map((port) => [port, target]));
  return fc.record(ports).map((wires) => ({ ...entry, ports: wires }));
}
