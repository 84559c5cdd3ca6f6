import { describe, expect, it } from 'vitest';
import { fold, replay } from './replay.ts';
import { maxHeldMessages } from './state.ts';
import { createStep } from './step.ts';
import { ana, bo, drive } from './testing/drive.ts';
import { node, smallDeciders, smallPlan } from './testing/small-flow.ts';

const step = createStep(smallDeciders);
const answer = (text: string) => ({ port: 'done', say: [{ text }] });

function begin(plan = smallPlan()) {
  const kase = drive(step, plan);
  kase.open();
  return kase;
}

/** A case whose first question is answered: it waits for a reply. */
function answered() {
  const kase = begin();
  kase.say('Where is my parcel?');
  kase.pass(2_000);
  kase.done(answer('It comes tomorrow.'));
  return kase;
}

describe('a customer who needs nothing more', () => {
  const close = { type: 'customer.closed', reason: 'solved' } as const;

  it('closes the case, whoever has it and whatever is being worked on', () => {
    const kase = answered();
    kase.say('And the address?');
    kase.pass(2_000);
    expect(kase.running()).toBeDefined();
    expect(kase.happen(close)).toContainEqual({ type: 'close', reason: 'solved' });
    expect(kase.state()).toMatchObject({ owner: 'nobody', timers: {} });
    kase.done(answer('Too late.'));
    expect(kase.effects.filter(({ type }) => type === 'send')).toHaveLength(1);

    const byAgent = answered();
    byAgent.happen({ type: 'agent.claimed' }, { actor: ana });
    byAgent.happen(close);
    expect(byAgent.state()).toMatchObject({ owner: 'nobody' });
    expect(byAgent.state().agent).toBeUndefined();
  });

  it('is not answered what they said just before, and opens the case again by writing', () => {
    const kase = answered();
    kase.say('Never mind');
    kase.happen(close);
    expect(kase.state()).toMatchObject({ owner: 'nobody', pending: [] });
    expect(kase.happen(close)).toEqual([{ type: 'ignored', reason: 'case-closed' }]);
    kase.say('It came broken');
    kase.pass(2_000);
    expect(kase.state()).toMatchObject({ owner: 'flow', reopened: 1 });
  });
});

describe('a turn', () => {
  it('waits for the burst to end, runs the node with its config resolved, says the answer and waits for a reply', () => {
    const kase = begin();
    expect(kase.say('Hello')).toEqual([{ type: 'timer.set', timer: 'quiet', at: kase.now() + 2_000 }]);
    kase.pass(1_000);
    kase.say('where is my parcel?');
    kase.pass(2_000);
    expect(kase.running()).toMatchObject({
      run: 'lookUp#1',
      input: { config: { question: 'Hello\nwhere is my parcel?' } },
    });
    kase.done(answer('It comes tomorrow.'));
    expect(kase.effects.filter(({ type }) => type === 'send')).toMatchObject([
      { send: 'k:1:1', text: 'It comes tomorrow.', conversation: 'v1' },
    ]);
    expect(kase.outcomes()).toEqual(['reply']);
    expect(kase.state()).toMatchObject({ turn: 1, position: { node: 'reply', phase: 'waiting' } });
  });

  it('takes a burst that never pauses after ten windows', () => {
    const kase = begin();
    for (let i = 0; i < 30 && !kase.running(); i += 1) {
      kase.say(`more ${i}`);
      kase.pass(1_000);
    }
    expect(kase.running()).toBeDefined();
    expect(kase.state().turn).toBe(1);
  });

  it('gives a message that comes while a node runs to the next turn', () => {
    const kase = begin();
    kase.say('Where is my parcel?');
    kase.pass(2_000);
    kase.say('And can I change the address?');
    kase.done(answer('It comes tomorrow.'));
    expect(kase.outcomes()).toEqual(['reply']);
    expect(kase.running()).toMatchObject({
      run: 'lookUp#2',
      input: { config: { question: 'And can I change the address?' } },
    });
  });

  it('takes a burst that just began when the silence is over: the customer is not silent', () => {
    const kase = answered();
    kase.pass(86_400_000 - 1_000);
    kase.say('And the address?');
    kase.pass(1_000);
    expect(kase.running()).toMatchObject({
      run: 'lookUp#2',
      input: { config: { question: 'And the address?' } },
    });
    expect(kase.state().owner).toBe('flow');
  });

  it('takes a burst at once when it can hold no more', () => {
    const kase = begin();
    for (let i = 0; i < maxHeldMessages; i += 1) kase.say(`part ${i}`);
    expect(kase.running()?.input.messages).toHaveLength(maxHeldMessages);
    expect(kase.state()).toMatchObject({ pending: [], timers: {} });
  });

  it('wakes by silence, and closes', () => {
    const kase = answered();
    kase.pass(86_400_000);
    expect(kase.outcomes()).toEqual(['reply', 'close']);
    expect(kase.state()).toMatchObject({ owner: 'nobody', timers: {} });
  });

  it('opens a closed case again, as the same case', () => {
    const kase = answered();
    kase.pass(86_400_000);
    expect(kase.say('It did not come')).toContainEqual({
      type: 'timer.set',
      timer: 'quiet',
      at: kase.now() + 2_000,
    });
    kase.pass(2_000);
    expect(kase.effects).toContainEqual({ type: 'reopen' });
    expect(kase.state()).toMatchObject({ owner: 'flow', reopened: 1, position: { run: 'lookUp#2' } });
  });

  it('knows a choice by its number, its label, and its button; a button skips the quiet window', () => {
    const choices = [
      { id: 'article:returns', label: 'How to return' },
      { id: 'person', label: 'A person' },
    ];
    for (const reply of [{ text: '2' }, { text: ' a PERSON ' }, { text: 'A person', choice: 'person' }]) {
      const kase = begin();
      kase.say('Hm');
      kase.pass(2_000);
      kase.done({ port: 'done', say: [{ text: 'Did you mean', choices }] });
      const { text, ...more } = reply;
      kase.say(text, more);
      expect(kase.state().messages[0]).toMatchObject({ choice: 'person' });
      expect(kase.running()?.run).toBe('lookUp#2');
    }
  });

  it('does not believe a button that was not offered', () => {
    const kase = answered();
    kase.say('x', { choice: 'admin' });
    kase.pass(2_000);
    expect(kase.state().messages[0]?.choice).toBeUndefined();
  });
});

describe('failure', () => {
  it('goes to the fallback queue with the reason, and the customer is told in their language', () => {
    const kase = begin();
    kase.say('Wo ist mein Paket?', { language: 'de' });
    kase.pass(2_000);
    kase.failed('http.unreachable');
    expect(kase.said()).toEqual(['Jemand aus dem Team übernimmt.']);
    expect(kase.state()).toMatchObject({
      owner: 'queue',
      queue: { name: 'people', reason: 'http.unreachable: it broke' },
    });
    expect(kase.outcomes()).toEqual(['handover']);
  });

  it('follows the error port when it is wired', () => {
    const kase = begin(smallPlan((plan) => (plan.nodes['lookUp']!.ports['error'] = 'people')));
    kase.say('Hi');
    kase.pass(2_000);
    kase.failed();
    expect(kase.state().queue).toEqual({ name: 'returns', reason: 'unsure' });
    expect(kase.state().outputs['lookUp']).toMatchObject({ port: 'error', output: { code: 'broken' } });
  });

  it.each([
    [
      'a decider that throws',
      (plan: ReturnType<typeof smallPlan>) =>
        (plan.nodes['lookUp'] = node('lookUp', 'broken', 'decide', {}, {})),
      /node\.broken/,
    ],
    [
      'a type nobody knows',
      (plan: ReturnType<typeof smallPlan>) =>
        (plan.nodes['lookUp'] = node('lookUp', 'gone', 'decide', {}, {})),
      /node\.unknown-type/,
    ],
    [
      'an expression that does not resolve',
      (plan: ReturnType<typeof smallPlan>) =>
        (plan.nodes['lookUp'] = node(
          'lookUp',
          'check',
          'decide',
          { when: 'customer.name == "x"' },
          { yes: null, no: null },
        )),
      /expression\.unknown-name/,
    ],
    [
      'no entry that fits',
      (plan: ReturnType<typeof smallPlan>) =>
        (plan.nodes['start']!.config = { quietMs: 2_000, channel: 'sms' }),
      /no-entry/,
    ],
    [
      'a loop that spins',
      (plan: ReturnType<typeof smallPlan>) =>
        (plan.nodes['lookUp'] = node(
          'lookUp',
          'check',
          'decide',
          { when: 'true' },
          { yes: 'lookUp', no: null },
        )),
      /visit-limit/,
    ],
    [
      'a dead end that says nothing',
      (plan: ReturnType<typeof smallPlan>) =>
        (plan.nodes['lookUp'] = node('lookUp', 'check', 'decide', { when: 'true' }, { yes: null, no: null })),
      /dead-end/,
    ],
  ])('never leaves the customer in a void: %s', (_, change, reason) => {
    const kase = begin(smallPlan((plan) => void change(plan)));
    kase.say('Hi');
    kase.pass(2_000);
    expect(kase.state().owner).toBe('queue');
    expect(kase.state().queue?.reason).toMatch(reason);
    expect(kase.said()).toEqual(['A colleague will take over.']);
    expect(kase.outcomes()).toEqual(['handover']);
  });

  it.each(['sideways', 'constructor', '__proto__'])(
    'leaves by a port the node does not have (%s): a failure, not a crash',
    (port) => {
      const kase = begin();
      kase.say('Hi');
      kase.pass(2_000);
      kase.done({ port });
      expect(kase.state().queue?.reason).toMatch(/node\.unknown-port/);
    },
  );

  it('gives the case to people when more comes than the flow can hold; not one message is dropped', () => {
    const kase = begin();
    kase.say('Hi', { id: 'first' });
    kase.pass(2_000);
    for (let i = 0; i < maxHeldMessages; i += 1) kase.say(`more ${i}`, { id: `more-${i}` });
    expect(kase.state()).toMatchObject({
      owner: 'queue',
      pending: [],
      queue: { reason: expect.stringMatching(/^too-many-messages/) },
    });
    const forwarded = kase.effects.flatMap((effect) => (effect.type === 'forward' ? effect.messages : []));
    expect(forwarded).toEqual(Array.from({ length: maxHeldMessages }, (_, i) => `more-${i}`));
    expect(kase.outcomes()).toEqual(['handover']);
  });

  it('gives an undeliverable message to people', () => {
    const kase = answered();
    kase.happen({
      type: 'send.failed',
      send: 'k:1:1',
      error: { code: 'bounced', message: 'no such address' },
    });
    expect(kase.state()).toMatchObject({ owner: 'queue', queue: { reason: 'undelivered: bounced' } });
  });

  it('gives an undeliverable message of a closed case to people, who open it by that', () => {
    const failed = {
      type: 'send.failed',
      send: 'k:1:1',
      error: { code: 'bounced', message: 'no such address' },
    } as const;
    const kase = answered();
    kase.happen({ type: 'agent.claimed' }, { actor: ana });
    kase.happen({ type: 'agent.closed', reason: 'solved' }, { actor: ana });
    const cutOff = { code: 'channel.call-ended', message: 'The call ended before it was said.' };
    expect(kase.happen({ ...failed, error: cutOff })).toMatchObject([{ type: 'ignored' }]);
    expect(kase.state().owner).toBe('nobody');
    const types = kase.happen(failed).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['note', 'reopen', 'handOff']));
    expect(types).not.toContain('send');
    expect(kase.state()).toMatchObject({
      ...{ owner: 'queue', queue: { reason: 'undelivered: bounced' }, reopened: 1 },
    });
  });

  it('gives a case to people that went on from a past of other rules, unless they have it', () => {
    const kase = answered();
    kase.happen({ type: 'case.recovered', differsAt: 3 });
    expect(kase.state()).toMatchObject({ owner: 'queue', queue: { reason: 'recovered' } });
    kase.happen({ type: 'agent.claimed' }, { actor: ana });
    expect(kase.happen({ type: 'case.recovered', differsAt: 3 })).toEqual([
      expect.objectContaining({ type: 'note', text: expect.stringContaining('from entry 3') }),
    ]);
    expect(kase.state().owner).toBe('agent');
  });
});

describe('a person', () => {
  it('takes over while a node runs: the bot is silent, its answer becomes a suggestion', () => {
    const kase = begin();
    kase.say('Hi');
    kase.pass(2_000);
    expect(kase.happen({ type: 'agent.typed' }, { actor: ana })).toContainEqual({ type: 'send.cancel' });
    expect(kase.done(answer('It comes tomorrow.'))).toEqual([
      { type: 'suggest', run: 'lookUp#1', say: [{ text: 'It comes tomorrow.' }] },
    ]);
    expect(kase.said()).toEqual([]);
    expect(kase.state()).toMatchObject({
      owner: 'agent',
      agent: { id: 'ana' },
      outputs: { lookUp: { port: 'done' } },
    });
  });

  it('answers; messages meanwhile are forwarded, and the bot stays silent', () => {
    const kase = answered();
    kase.happen({ type: 'agent.claimed' }, { actor: ana });
    expect(kase.say('Anybody there?')).toContainEqual({
      type: 'forward',
      to: 'agent',
      messages: [expect.any(String)],
    });
    kase.happen({ type: 'agent.replied', text: 'I am Ana.' }, { actor: ana });
    kase.pass(10 * 86_400_000);
    expect(kase.said()).toEqual(['It comes tomorrow.', 'I am Ana.']);
    expect(kase.state().unanswered).toEqual([]);
  });

  it('is one person: another is refused with the reason', () => {
    const kase = answered();
    kase.happen({ type: 'agent.claimed' }, { actor: ana });
    expect(kase.happen({ type: 'agent.claimed' }, { actor: bo })).toEqual([
      { type: 'ignored', reason: 'owned-by-another-agent' },
    ]);
    expect(kase.happen({ type: 'agent.replied', text: 'x' }, { actor: bo })).toEqual([
      { type: 'ignored', reason: 'owned-by-another-agent' },
    ]);
    expect(kase.happen({ type: 'agent.claimed' }, { actor: ana })).toEqual([
      { type: 'ignored', reason: 'already-owner' },
    ]);
  });

  it('gives back what nobody answered: it is the next turn of the flow', () => {
    const kase = answered();
    kase.happen({ type: 'agent.claimed' }, { actor: ana });
    kase.say('Which colour?');
    kase.happen({ type: 'agent.returned' }, { actor: ana });
    expect(kase.running()).toMatchObject({
      run: 'lookUp#2',
      input: { config: { question: 'Which colour?' } },
    });
  });

  it('is asked for by the flow, gives back, and the flow goes on by "returned"', () => {
    const kase = begin();
    kase.say('Hi');
    kase.pass(2_000);
    kase.done({ port: 'unsure' });
    expect(kase.state()).toMatchObject({
      owner: 'queue',
      queue: { name: 'returns' },
      position: { person: true },
    });
    expect(kase.outcomes()).toEqual(['handover']);
    kase.happen({ type: 'agent.claimed' }, { actor: ana });
    kase.happen({ type: 'agent.returned', note: 'known customer' }, { actor: ana });
    expect(kase.running()?.run).toBe('lookUp#2');
    expect(kase.state().outputs['people']?.output).toEqual({ unanswered: 1 });
  });

  it('answers and gives back: the flow hears that nothing is unanswered', () => {
    const kase = begin();
    kase.say('Hi');
    kase.pass(2_000);
    kase.done({ port: 'unsure' });
    kase.happen({ type: 'agent.replied', text: 'Hello' }, { actor: ana });
    kase.happen({ type: 'agent.returned' }, { actor: ana });
    expect(kase.state().outputs['people']?.output).toEqual({});
  });

  it('reads an issue in the brief that says more than a greeting', () => {
    const kase = begin();
    kase.say('Hi there');
    kase.pass(2_000);
    expect(kase.state().brief.issue?.text).toBe('Hi there');
    kase.done({ port: 'done' });
    kase.say('My kettle leaks at the lid', { id: 'leaks' });
    kase.pass(2_000);
    kase.done({ port: 'done' });
    kase.say('And how long is the warranty?');
    kase.pass(2_000);
    expect(kase.state().brief.issue).toEqual({ text: 'My kettle leaks at the lid', messages: ['leaks'] });
  });

  it('never comes: what was said meanwhile is a turn of the flow', () => {
    const kase = begin(smallPlan((plan) => (plan.nodes['people']!.ports['nobody'] = 'lookUp')));
    kase.say('Hi', { id: 'hi' });
    kase.pass(2_000);
    kase.done({ port: 'unsure' });
    kase.say('Anybody?', { id: 'anybody' });
    kase.pass(3_600_000);
    expect(kase.effects).toContainEqual({ type: 'turn.opened', turn: 2, messages: ['hi', 'anybody'] });
    expect(kase.running()?.input.config).toEqual({ question: 'Hi\nAnybody?' });
    expect(kase.state().unanswered).toEqual([]);
  });

  it('never comes: the flow goes on by "nobody"', () => {
    const kase = begin();
    kase.say('Hi');
    kase.pass(2_000);
    kase.done({ port: 'unsure' });
    kase.pass(3_600_000);
    expect(kase.said()).toEqual(['One moment, a colleague is coming.', 'Good-bye.']);
    expect(kase.state().owner).toBe('nobody');
  });
});

describe('events that mean nothing', () => {
  it('a duplicate changes nothing', () => {
    const kase = begin();
    kase.say('Hi', { id: 'same' });
    const before = kase.state();
    expect(kase.say('Hi', { id: 'same' })).toEqual([{ type: 'ignored', reason: 'duplicate' }]);
    expect(kase.state()).toBe(before);
  });

  it('a late result and a late timer are ignored with the reason', () => {
    const kase = answered();
    expect(kase.done(answer('again'), 'lookUp#1')).toEqual([{ type: 'ignored', reason: 'late-result' }]);
    expect(kase.happen({ type: 'timer.fired', timer: 'quiet', dueAt: 1 })).toEqual([
      { type: 'ignored', reason: 'late-timer' },
    ]);
  });

  it('an unknown event is ignored, not thrown', () => {
    const kase = answered();
    expect(kase.happen({ type: 'comet.passed' } as never)).toEqual([
      { type: 'ignored', reason: 'unknown-event' },
    ]);
  });
});

describe('replay', () => {
  it('agrees with the journal, and names the first event whose decision differs', () => {
    const kase = answered();
    kase.say('Thanks');
    kase.pass(2_000);
    expect(replay(step, smallPlan(), kase.journal)).toMatchObject({ ok: true, events: kase.journal.length });
    const forged = kase.journal.map((record) =>
      record.event.type === 'node.done'
        ? { ...record, event: { ...record.event, result: answer('A full refund!') } }
        : record,
    );
    const seq = forged.find(({ event }) => event.type === 'node.done')?.seq;
    expect(replay(step, smallPlan(), forged)).toMatchObject({ ok: false, seq });
    expect(fold(step, smallPlan(), forged)).toMatchObject({ turn: kase.state().turn, owner: 'flow' });
  });
});

describe('a promise', () => {
  const hour = 3_600_000;
  const promise = (kase: ReturnType<typeof begin>, inMs?: number) => ({
    id: 'm1:1',
    text: 'I will call you on Tuesday.',
    messages: ['m1'],
    ...(inMs !== undefined && { dueAt: kase.now() + inMs }),
  });
  const agent = { actor: ana };

  function taken() {
    const kase = answered();
    kase.happen({ type: 'agent.claimed' }, agent);
    return kase;
  }

  it('is kept in the brief, and has a timer that outlasts turns, transfers and the end of the case', () => {
    const kase = taken();
    const made = promise(kase, 48 * hour);
    expect(kase.happen({ type: 'agent.promised', promise: made }, agent)).toEqual([
      { type: 'timer.set', timer: 'commitment:m1:1', at: made.dueAt },
    ]);
    expect(kase.happen({ type: 'agent.promised', promise: made }, agent)).toEqual([]);
    kase.happen({ type: 'agent.transferred', queue: 'returns', reason: 'hers' }, agent);
    kase.happen({ type: 'agent.closed', reason: 'solved' }, agent);
    expect(kase.state().timers).toEqual({ 'commitment:m1:1': made.dueAt });
    expect(kase.state().brief.commitments).toEqual([{ ...made, state: 'open' }]);
  });

  it('wakes a closed case when it comes due, and people get it with the reason', () => {
    const kase = taken();
    kase.happen({ type: 'agent.promised', promise: promise(kase, hour) }, agent);
    kase.happen({ type: 'agent.closed', reason: 'solved' }, agent);
    kase.pass(hour);
    expect(kase.state()).toMatchObject({
      owner: 'queue',
      reopened: 1,
      queue: { name: 'people', reason: 'promised: I will call you on Tuesday.' },
      brief: { commitments: [{ state: 'due' }] },
      timers: {},
    });
    expect(kase.effects.filter(({ type }) => type === 'send').length).toBe(1);
  });

  it('that comes due while an agent has the case is only noted', () => {
    const kase = taken();
    kase.happen({ type: 'agent.promised', promise: promise(kase, hour) }, agent);
    kase.pass(hour);
    expect(kase.state()).toMatchObject({ owner: 'agent', brief: { commitments: [{ state: 'due' }] } });
    expect(kase.effects.at(-1)).toMatchObject({
      type: 'note',
      text: 'Promised for now: I will call you on Tuesday.',
    });
  });

  it('comes due however many are made after it, and a hundred open ones are enough', () => {
    const kase = taken();
    const make = (id: string, due: number) =>
      kase.happen({ type: 'agent.promised', promise: { ...promise(kase, due), id } }, agent);
    make('first', hour);
    for (let n = 0; n < 99; n++) make(`later-${n}`, 2 * hour);
    expect(make('one more', 2 * hour)).toEqual([{ type: 'ignored', reason: 'too-many-promises' }]);
    kase.pass(hour);
    const commitments = kase.state().brief.commitments;
    expect(commitments).toHaveLength(100);
    expect(commitments.find(({ id }) => id === 'first')?.state).toBe('due');
  });

  it('was kept or broken when somebody says so, and then wakes nobody', () => {
    const kase = taken();
    kase.happen({ type: 'agent.promised', promise: promise(kase, hour) }, agent);
    expect(kase.happen({ type: 'agent.settled', promise: 'm1:1', as: 'kept' }, { actor: bo })).toEqual([
      { type: 'timer.clear', timer: 'commitment:m1:1' },
    ]);
    expect(kase.happen({ type: 'agent.settled', promise: 'none', as: 'kept' }, agent)).toEqual([
      { type: 'ignored', reason: 'unknown-promise' },
    ]);
    kase.pass(2 * hour);
    expect(kase.state()).toMatchObject({ owner: 'agent', brief: { commitments: [{ state: 'kept' }] } });
  });

  it('is made by whoever has the case, in the flow by a node', () => {
    const kase = answered();
    const refused = kase.happen({ type: 'agent.promised', promise: promise(kase, hour) }, agent);
    expect(refused).toEqual([{ type: 'ignored', reason: 'not-owner' }]);
    kase.say('When?');
    kase.pass(2_000);
    const commitments = [{ ...promise(kase, hour), state: 'open' as const }];
    kase.done({ port: 'done', say: [{ text: 'Soon.' }], brief: { commitments } });
    expect(kase.state().timers).toHaveProperty('commitment:m1:1');
    kase.pass(hour);
    expect(kase.state().owner).toBe('queue');
    expect(replay(step, smallPlan(), kase.journal)).toMatchObject({ ok: true });
  });
});
