import { describe, expect, it } from 'vitest';
import { moveRefusal } from './move.ts';
import type { Plan } from './plan.ts';
import { fold, replay } from './replay.ts';
import { createStep } from './step.ts';
import { ana, drive } from './testing/drive.ts';
import { node, smallDeciders, smallPlan } from './testing/small-flow.ts';

const step = createStep({
  ...smallDeciders,
  // As a node that asks: what it offers counts, how it puts it does not.
  reply: {
    ...smallDeciders['reply']!,
    waitsAs: ({ offers }: { offers?: string }) => offers ?? null,
  } as never,
});

const version = (hash: string, change: (plan: Plan) => void = () => {}) =>
  smallPlan((plan) => {
    plan.flow = { ...plan.flow, hash };
    change(plan);
  });

const move = (to: string, from = 'hash') => ({
  type: 'flow.moved' as const,
  from: { hash: from, version: 1 },
  to: { id: 'small', hash: to, version: 2 },
  reason: 'Shorter.',
});

/** In the second version the reply leads to a person. */
const other = version('two', (plan) => {
  plan.nodes['reply']!.ports = { reply: 'people', silent: 'bye' };
  plan.nodes['reply']!.config = { silenceMs: 1_000 };
});

function waitingAtReply(...others: Plan[]) {
  const kase = drive(step, smallPlan(), others);
  kase.open();
  kase.say('Hello');
  kase.pass(2_000);
  kase.done({ port: 'done', say: [{ text: 'Which one?', choices: [{ id: 'a', label: 'First' }] }] });
  return kase;
}

describe('a case that is moved to another version of its flow', () => {
  it('goes on from its place by the new version; what it waits for stays', () => {
    const kase = waitingAtReply(other);
    const { flow: _, seen: _seen, ...before } = kase.state();
    expect(kase.happen(move('two'), { actor: ana })).toEqual([
      { type: 'flow.moved', from: 'hash', to: 'two' },
    ]);
    const { flow, seen: _ids, ...after } = kase.state();
    expect(flow).toEqual({ id: 'small', hash: 'two' });
    expect(after).toEqual(before);
    kase.say('1');
    kase.pass(2_000);
    expect(kase.state()).toMatchObject({ owner: 'queue', messages: [{ choice: 'a' }] });
  });

  it('is silent for as long as it was given before it was moved', () => {
    const kase = waitingAtReply(other);
    const due = kase.state().timers['reply#1']!;
    kase.happen(move('two'), { actor: ana });
    kase.pass(due - kase.now() - 1);
    expect(kase.state().owner).toBe('flow');
    kase.pass(1);
    expect(kase.state().owner).toBe('nobody');
  });

  it('keeps a burst that has just begun, and takes it by the new version', () => {
    const kase = waitingAtReply(other);
    kase.say('one');
    kase.happen(move('two'), { actor: ana });
    kase.say('two');
    kase.pass(2_000);
    expect(kase.state()).toMatchObject({ owner: 'queue', pending: [] });
    expect(kase.state().messages.map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it('starts at an entry of the new version where it rests', () => {
    const resting = version('hash', (plan) => void (plan.nodes['lookUp']!.ports['done'] = null));
    const people = version('two', (plan) => void (plan.nodes['start']!.ports['started'] = 'people'));
    const kase = drive(step, resting, [people]);
    kase.open();
    kase.say('Hello');
    kase.pass(2_000);
    kase.done({ port: 'done', say: [{ text: 'Yes.' }] });
    expect(kase.state().position).toBeUndefined();
    kase.happen(move('two'), { actor: ana });
    kase.say('And now?');
    kase.pass(2_000);
    expect(kase.state().owner).toBe('queue');
  });

  it('stays with the person who has it, and comes back to its place in the new version', () => {
    const renamed = version('two', (plan) => {
      plan.nodes['people']!.ports = { returned: 'bye', nobody: 'bye' };
    });
    const kase = drive(step, smallPlan(), [renamed]);
    kase.open();
    kase.say('A person');
    kase.pass(2_000);
    kase.done({ port: 'unsure' });
    kase.happen({ type: 'agent.claimed' }, { actor: ana });
    kase.happen(move('two'), { actor: ana });
    expect(kase.state()).toMatchObject({ owner: 'agent', agent: { id: 'ana' } });
    kase.happen({ type: 'agent.returned' }, { actor: ana });
    expect(kase.state().owner).toBe('nobody');
  });

  it('can go back to where it came from, and its journal replays with every version it ran', () => {
    const kase = waitingAtReply(other);
    kase.happen(move('two'), { actor: ana });
    kase.happen(move('hash', 'two'), { actor: ana });
    kase.say('Hello?');
    kase.pass(2_000);
    expect(kase.running()?.run).toBe('lookUp#2');
    const plans = [other, smallPlan()] as const;
    expect(replay(step, plans, kase.journal)).toMatchObject({ ok: true, events: kase.journal.length });
    expect(fold(step, plans, kase.journal)).toEqual(kase.state());
    expect(replay(step, smallPlan(), kase.journal)).toMatchObject({ ok: false });
  });
});

describe('a case that finds no place in the other version stays, and says why', () => {
  const ignored = (reason: string, about?: string) => [
    { type: 'ignored', reason, ...(about !== undefined && { about }) },
  ];

  it('the node it waits at is gone', () => {
    const gone = version('two', (plan) => void delete plan.nodes['reply']);
    const kase = waitingAtReply(gone);
    expect(kase.happen(move('two'))).toEqual(ignored('place-gone', 'reply'));
    expect(kase.state().flow.hash).toBe('hash');
    expect(replay(step, [smallPlan(), gone], kase.journal)).toMatchObject({ ok: true });
  });

  it('the node is of another type, or does something else', () => {
    const typed = version('two', (plan) => {
      plan.nodes['reply'] = node('reply', 'pause', 'decide', { ms: 1 }, { done: 'bye' });
    });
    expect(waitingAtReply(typed).happen(move('two'))).toEqual(ignored('place-other-type', 'reply'));
    const runs = version('two', (plan) => {
      plan.nodes['reply'] = { ...plan.nodes['reply']!, kind: 'run' };
    });
    expect(waitingAtReply(runs).happen(move('two'))).toEqual(ignored('place-other-type', 'reply'));
  });

  it('the node waits for something else', () => {
    const offers = version('two', (plan) => {
      plan.nodes['reply']!.config = { silenceMs: 86_400_000, offers: 'sizes' };
    });
    expect(waitingAtReply(offers).happen(move('two'))).toEqual(ignored('place-other-wait', 'reply'));
  });

  it('the flow reads further on what a node found that the case has not passed', () => {
    const reads = (source: string, ports: Plan['nodes'][string]['ports']) =>
      version('two', (plan) => {
        const field = { path: ['on'], kind: 'expression' as const };
        plan.nodes['fresh'] = node('fresh', 'work', 'run', {}, { done: 'later', error: null });
        plan.nodes['later'] = node('later', 'work', 'run', { on: source }, { done: null, error: null }, [
          field,
        ]);
        plan.nodes['reply']!.ports = ports;
      });
    const read = 'nodes.fresh.output.n';
    const past = reads(read, { reply: 'later', silent: 'bye' });
    expect(waitingAtReply(past).happen(move('two'))).toEqual(ignored('place-unread', 'fresh'));
    for (const fine of [
      reads(read, { reply: 'fresh', silent: 'bye' }),
      reads(`${read} ?? 0`, { reply: 'later', silent: 'bye' }),
      reads('nodes.lookUp.output.n', { reply: 'later', silent: 'bye' }),
      reads('nodes.reply.port', { reply: 'later', silent: 'bye' }),
      reads(read, { reply: 'bye', silent: 'bye' }),
    ])
      expect(waitingAtReply(fine).happen(move('two'))).toMatchObject([{ type: 'flow.moved' }]);
  });

  it('a node runs, also one that only finds a suggestion', () => {
    const kase = drive(step, smallPlan(), [other]);
    kase.open();
    kase.say('Hello');
    kase.pass(2_000);
    expect(kase.happen(move('two'))).toEqual(ignored('place-busy'));
    kase.happen({ type: 'agent.claimed' }, { actor: ana });
    expect(kase.happen(move('two'))).toEqual(ignored('place-busy'));
    kase.done({ port: 'done' });
    expect(kase.happen(move('two'))).toMatchObject([{ type: 'flow.moved' }]);
  });

  it('the case is closed, joined, runs another version, is there already, or the version is not known', () => {
    const kase = waitingAtReply(other);
    expect(kase.happen(move('two', 'elsewhere'))).toEqual(ignored('flow-changed'));
    expect(kase.happen({ ...move('two'), to: { id: 'big', hash: 'two', version: 2 } })).toEqual(
      ignored('flow-changed'),
    );
    expect(kase.happen(move('three'))).toEqual(ignored('flow-unknown'));
    expect(kase.happen(move('hash'))).toEqual(ignored('already-there'));
    const joined = waitingAtReply(other);
    joined.happen({ type: 'agent.joined', link: 'l1', into: 'k2' }, { actor: ana });
    expect(joined.happen(move('two'))).toEqual(ignored('case-joined'));
    kase.happen({ type: 'customer.closed', reason: 'solved' });
    expect(kase.happen(move('two'))).toEqual(ignored('case-closed'));
    expect(moveRefusal(kase.state(), move('two'))).toBe('case-closed');
  });
});
