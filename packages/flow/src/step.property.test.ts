import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { SendEffect } from './effect.ts';
import type { CaseEvent } from './event.ts';
import type { Plan } from './plan.ts';
import { replay } from './replay.ts';
import { createStep } from './step.ts';
import { drive } from './testing/drive.ts';
import type { Happening } from './testing/random-case.ts';
import { elsewhereAt, happenings, plans } from './testing/random-case.ts';
import { smallDeciders, smallPlan } from './testing/small-flow.ts';
import { watchStep } from './testing/watch-step.ts';

const step = createStep(smallDeciders);

/** More for a night's run: `PROPERTY_RUNS=5000 npx vitest run --project pure packages/flow/src/step.property.test.ts`. */
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 150);
vi.setConfig({ testTimeout: 30_000 + numRuns * 100 });

function play(plan: Plan, happened: Happening[], by = step) {
  const kase = drive(by, plan);
  kase.open();
  for (const happen of happened) happen(kase);
  return kase;
}

describe('whatever happens to a case, in whatever order', () => {
  // `watchStep` checks after every event: the same decision after a JSON round trip, nothing changed by a duplicate, turns
  // that open and end in pairs, every message in one place, a silent bot while people have the case, sends told apart.
  it('every event is decided by the rules', () => {
    fc.assert(
      fc.property(plans, happenings, (plan, happened) => {
        const watched = watchStep(step);
        play(plan, happened, watched.step);
        expect(watched.breaches).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('nothing is left pending when all has run and every burst is over, but by a wait that holds', () => {
    fc.assert(
      fc.property(plans, happenings, (plan, happened) => {
        const kase = play(plan, happened);
        settle(kase);
        const { pending, position } = kase.state();
        const held = position?.phase === 'waiting' && position.messages === 'hold';
        expect(held ? [] : pending).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('a move to another version loses no message, no timer and no open question', () => {
    let moves = 0;
    fc.assert(
      fc.property(plans, happenings, plans, happenings, (one, before, two, after) => {
        const other = { ...two, flow: { ...two.flow, hash: 'other' } };
        const watched = watchStep(step);
        const kase = drive(watched.step, one, [other]);
        kase.open();
        for (const happen of before) happen(kase);
        const { flow, seen: _seen, ...was } = kase.state();
        const to = { id: flow.id, hash: 'other', version: 2 };
        const [decided] = kase.happen({
          type: 'flow.moved',
          from: { hash: 'hash', version: 1 },
          to,
          reason: '',
        });
        const { flow: runs, seen: _, ...is } = kase.state();
        expect(is).toEqual(was);
        expect(runs.hash).toBe(decided?.type === 'flow.moved' ? 'other' : flow.hash);
        expect(['flow.moved', 'ignored']).toContain(decided?.type);
        if (decided?.type === 'flow.moved') moves += 1;
        for (const happen of after) happen(kase);
        settle(kase);
        expect(watched.breaches).toEqual([]);
        expect(replay(step, [one, other], kase.journal)).toMatchObject({ ok: true, state: kase.state() });
      }),
      { numRuns },
    );
    expect(moves).toBeGreaterThan(numRuns / 10);
  });

  it('among it are calls that are taken, that nobody takes, and that come too late', () => {
    const came = fc.sample(fc.tuple(plans, happenings), { numRuns: 600, seed: 1 }).map(([plan, happened]) => {
      const watched: string[] = [];
      play(plan, happened, (...decided) => {
        const decision = step(...decided);
        const [, , { type }] = decided;
        const late = decision.effects.some((effect) => effect.type === 'ignored');
        if (type.startsWith('callback.')) watched.push(late ? 'late' : type);
        return decision;
      });
      return watched;
    });
    expect(new Set(came.flat())).toEqual(new Set(['callback.answered', 'callback.missed', 'late']));
  });

  it('its journal replays', () => {
    fc.assert(
      fc.property(plans, happenings, (plan, happened) => {
        const { journal, state } = play(plan, happened);
        expect(replay(step, plan, journal)).toEqual({ ok: true, events: journal.length, state: state() });
      }),
      { numRuns },
    );
  });

  it('its journal replays in another time zone', () => {
    const before = process.env['TZ'];
    const offsets = new Set<number>();
    const inZone = (zone: string | undefined) => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
      offsets.add(new Date(1_700_000_000_000).getTimezoneOffset());
    };
    try {
      fc.assert(
        fc.property(plans, happenings, (plan, happened) => {
          inZone('America/St_Johns');
          const { journal } = play(plan, happened);
          inZone('Pacific/Apia');
          expect(replay(step, plan, journal)).toMatchObject({ ok: true });
        }),
        { numRuns },
      );
    } finally {
      inZone(before);
    }
    // The machine did change its zone, or this would prove nothing.
    expect(offsets.size).toBeGreaterThan(1);
  });

  it('a message that fails wherever it is sent is tried once at each place, and then a person gets the case', () => {
    const places = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f~g'), { minLength: 1 });
    const order = fc.array(fc.nat({ max: 5 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(plans, happenings, places, order, (plan, happened, places, order) => {
        const kase = play(plan, happened);
        const { seen } = kase.state();
        const first = kase.effects.findLast(
          (effect) => effect.type === 'send' && !seen.includes(`elsewhere:${effect.send}`),
        );
        fc.pre(first?.type === 'send');
        const tried = [first?.type === 'send' ? first.send : ''];
        for (const [round, at] of order.entries()) {
          const last = tried.at(-1) ?? '';
          const effects = kase.happen(
            {
              type: 'send.failed',
              send: last,
              error: { code: 'channel.undelivered', message: 'no' },
              elsewhere: elsewhereAt(places[at % places.length] ?? 'a'),
            },
            { id: `failed:${round}` },
          );
          const again = effects.filter((effect) => effect.type === 'send' && effect.text === 'Once more.');
          tried.push(...again.map((effect) => (effect as SendEffect).send));
        }
        const sent = tried.slice(1).map((send) => send.slice(send.lastIndexOf('~')));
        expect(new Set(sent).size).toBe(sent.length);
        expect(sent.length).toBeLessThanOrEqual(3);
        expect(new Set(tried).size).toBe(tried.length);
        expect(kase.state().owner).not.toBe('flow');
      }),
      { numRuns },
    );
  });

  it('an event made of anything is decided without a throw', () => {
    fc.assert(
      fc.property(plans, happenings, fc.array(anyEvent, { maxLength: 5 }), (plan, happened, events) => {
        const kase = play(plan, happened);
        for (const { id, actor, at: _, ...body } of events)
          expect(() => kase.happen(body, { id, actor })).not.toThrow();
      }),
      { numRuns },
    );
  });
});

describe('a long case', () => {
  it('keeps a state of one size for a thousand turns', () => {
    const kase = play(smallPlan(), []);
    const sizes: number[] = [];
    for (let turn = 1; turn <= 1_000; turn += 1) {
      kase.say(`Question ${1_000 + turn}: where is my parcel?`, { id: `message-${1_000 + turn}` });
      kase.pass(2_000);
      kase.done({
        port: 'done',
        say: [{ text: 'Soon.' }],
        output: { score: 0.5 },
        brief: { steps: [{ text: 'Looked it up.', messages: [`message-${1_000 + turn}`] }] },
        tags: [`tag-${1_000 + turn}`],
      });
      sizes.push(JSON.stringify(kase.state()).length);
    }
    expect(kase.state().turn).toBe(1_000);
    // Full after 300 turns; from then on only numbers grow by a digit.
    expect(sizes.at(-1)! - sizes[399]!).toBeLessThan(20);
    expect(sizes.at(-1)).toBeLessThan(16_000);
  });
});

/** Lets everything finish that runs, and every burst end; the case itself may wait on. */
function settle(kase: ReturnType<typeof drive>): void {
  for (let round = 0; round < 200; round += 1) {
    const { position, timers, pending } = kase.state();
    const quiet = timers['quiet'];
    if (position?.phase === 'running') kase.done({ port: 'done', say: [{ text: 'Yes.' }] }, position.run);
    else if (quiet !== undefined) kase.pass(Math.max(0, quiet - kase.now()));
    else if (pending.length === 0 || position) return;
  }
}

const head = { id: fc.string(), at: fc.integer(), actor: fc.constant({ kind: 'agent', id: 'x', name: 'X' }) };
const anyEvent = fc.oneof(
  fc.record({
    ...head,
    type: fc.constant('node.done'),
    run: fc.string(),
    result: fc.record({ port: fc.string() }),
  }),
  fc.record({ ...head, type: fc.constant('timer.fired'), timer: fc.string(), dueAt: fc.integer() }),
  fc.record({ ...head, type: fc.string(), text: fc.string() }),
  fc.record({
    ...head,
    type: fc.constant('message.received'),
    message: fc.record({
      id: fc.string(),
      channel: fc.string(),
      conversation: fc.string(),
      text: fc.string({ unit: 'binary' }),
      sentAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
    }),
  }),
  fc.record({
    ...head,
    type: fc.constantFrom('agent.replied', 'agent.closed'),
    text: fc.string(),
    reason: fc.string(),
  }),
) as fc.Arbitrary<CaseEvent>;
