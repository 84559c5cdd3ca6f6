import { describe, expect, it } from 'vitest';
import { emptyBrief } from './brief.ts';
import { replay } from './replay.ts';
import { createStep } from './step.ts';
import { ana, bo, drive } from './testing/drive.ts';
import { smallDeciders, smallPlan } from './testing/small-flow.ts';

const step = createStep(smallDeciders);

function opened() {
  const kase = drive(step, smallPlan());
  kase.open();
  return kase;
}

/** A case that has answered, and waits for a reply. */
function waiting() {
  const kase = opened();
  kase.say('Where is my tent?');
  kase.pass(2_000);
  kase.done({
    port: 'done',
    say: [{ text: 'On its way.' }],
    brief: { facts: [{ text: 'Order: 1', messages: ['m2'] }] },
  });
  return kase;
}

const due = Date.UTC(2026, 0, 5, 12);
const promise = {
  type: 'agent.promised',
  promise: { id: 'p1', text: 'A call.', messages: [] as string[], dueAt: due },
} as const;
const join = { type: 'agent.joined', link: 'l1', into: 'k2' } as const;
type Case = ReturnType<typeof drive>;
const passed = (kase: Case) => kase.effects.findLast((effect) => effect.type === 'passOn')!.passed;
const texts = (messages: { text: string }[]) => messages.map(({ text }) => text);

describe('a case that goes on in another', () => {
  it('closes without a word, passes on what nobody has answered and what was promised, and hears nothing more', () => {
    const kase = waiting();
    kase.happen({ type: 'agent.claimed' }, { actor: ana });
    kase.happen(promise, { actor: ana });
    kase.say('And the pegs?');
    const said = kase.said();
    kase.happen(join, { actor: ana });
    expect(texts(passed(kase).messages)).toEqual(['And the pegs?']);
    expect(passed(kase).brief).toMatchObject({
      facts: [{ text: 'Order: 1' }],
      commitments: [{ id: 'p1', state: 'open' }],
    });
    expect(kase.state()).toMatchObject({
      owner: 'nobody',
      timers: {},
      joined: { into: 'k2', owner: 'agent' },
    });
    expect(kase.pass(86_400_000 * 3)).toEqual([]);
    kase.say('Still there?');
    expect(kase.effects.at(-1)).toEqual({ type: 'ignored', reason: 'case-joined' });
    kase.happen({ type: 'agent.claimed' }, { actor: bo });
    expect(kase.effects.at(-1)).toEqual({ type: 'ignored', reason: 'case-joined' });
    expect(kase.said()).toEqual(said);
  });

  it('passes on what a node still works on, and takes no notice of what it finds', () => {
    const kase = opened();
    kase.say('Where is my tent?');
    kase.pass(2_000);
    kase.happen(join, { actor: ana });
    expect(texts(passed(kase).messages)).toEqual(['Where is my tent?']);
    kase.done({ port: 'done', say: [{ text: 'Late.' }] });
    expect(kase.said()).toEqual([]);
  });

  it('is as it was when that is undone: who has it, where it waits and for how long, and what is still unanswered', () => {
    const kase = waiting();
    const before = kase.state();
    kase.happen(join, { actor: ana });
    kase.pass(3_600_000);
    kase.happen({ type: 'agent.resumed', link: 'l1', from: 'k2', passed: passed(kase) }, { actor: bo });
    const { position, owner, brief, timers } = kase.state();
    expect({ position, owner, brief }).toEqual({
      position: before.position,
      owner: 'flow',
      brief: before.brief,
    });
    expect(Object.values(timers)).toEqual(Object.values(before.timers).map((at) => at + 3_600_000));
    kase.say('Thanks, and the pegs?');
    kase.pass(2_000);
    expect(texts(kase.running()!.input.messages)).toEqual(['Thanks, and the pegs?']);
    expect(replay(step, smallPlan(), kase.journal)).toMatchObject({ ok: true });
  });

  it('takes over what became of its promises meanwhile, and is not joined by a word for another join', () => {
    const kase = waiting();
    kase.happen({ type: 'agent.claimed' }, { actor: ana });
    kase.happen(promise, { actor: ana });
    kase.happen(join, { actor: ana });
    const { commitments } = passed(kase).brief;
    const kept = {
      messages: [],
      brief: { ...emptyBrief, commitments: [{ ...commitments[0]!, state: 'kept' as const }] },
    };
    kase.happen({ type: 'agent.resumed', link: 'other', from: 'k2', passed: kept }, { actor: ana });
    expect(kase.effects.at(-1)).toEqual({ type: 'ignored', reason: 'not-joined' });
    kase.happen({ type: 'agent.resumed', link: 'l1', from: 'k2', passed: kept }, { actor: bo });
    expect(kase.state()).toMatchObject({ owner: 'agent', agent: { id: 'ana' }, timers: {} });
    expect(kase.state().brief.commitments).toMatchObject([{ id: 'p1', state: 'kept' }]);
  });

  it('goes back to the queue it waited in', () => {
    const kase = opened();
    kase.say('a person');
    kase.pass(2_000);
    kase.done({ port: 'unsure' });
    const { queue } = kase.state();
    kase.happen(join, { actor: ana });
    kase.happen({ type: 'agent.resumed', link: 'l1', from: 'k2', passed: passed(kase) }, { actor: ana });
    expect(kase.state()).toMatchObject({ owner: 'queue', queue });
    expect(texts(kase.state().unanswered)).toEqual(['a person']);
  });

  it('is refused where another agent has it, and where it is closed', () => {
    const kase = waiting();
    kase.happen({ type: 'agent.claimed' }, { actor: bo });
    kase.happen(join, { actor: ana });
    expect(kase.effects.at(-1)).toEqual({ type: 'ignored', reason: 'owned-by-another-agent' });
    kase.happen({ type: 'agent.closed', reason: 'solved' }, { actor: bo });
    kase.happen(join, { actor: ana });
    expect(kase.effects.at(-1)).toEqual({ type: 'ignored', reason: 'case-closed' });
  });
});

describe('a case that takes another in', () => {
  const came = {
    messages: [{ id: 'x1', channel: 'sms', conversation: 'v2', text: 'And my stove?', sentAt: 0 }],
    brief: {
      ...emptyBrief,
      facts: [
        { text: 'Order: 1', messages: ['x1'] },
        { text: 'Order: 9', messages: ['x1'] },
      ],
      commitments: [{ id: 'p9', text: 'A call.', messages: [], dueAt: due, state: 'open' as const }],
      openQuestion: { text: 'And my stove?', messages: ['x1'] },
    },
    reach: { channel: 'sms', conversation: 'v2' },
  };
  const tookIn = { type: 'agent.tookIn', link: 'l1', from: 'k2', passed: came } as const;

  it('answers what nobody had, in the conversation it was asked in, and keeps its promises', () => {
    const kase = waiting();
    kase.happen(tookIn, { actor: ana });
    expect(texts(kase.running()!.input.messages)).toEqual(['And my stove?']);
    expect(kase.state()).toMatchObject({
      owner: 'flow',
      reach: came.reach,
      timers: { 'commitment:p9': due },
    });
    kase.pass(due);
    expect(kase.state()).toMatchObject({ owner: 'queue' });
  });

  it('gives it to whoever has the case, and gives back what is left of it', () => {
    const kase = waiting();
    kase.say('It is urgent');
    kase.happen({ type: 'agent.claimed' }, { actor: bo });
    const before = kase.state();
    kase.happen(tookIn, { actor: ana });
    expect(texts(kase.state().unanswered)).toEqual(['It is urgent', 'And my stove?']);
    const reach = { channel: 'webchat', conversation: 'v1' };
    kase.happen({ type: 'agent.parted', link: 'l1', from: 'k2', passed: came, reach }, { actor: ana });
    expect(passed(kase)).toMatchObject({ messages: [{ id: 'x1' }], brief: { commitments: [{ id: 'p9' }] } });
    const { seen: _, ...after } = kase.state();
    const { seen: __, ...was } = before;
    expect(after).toEqual(was);
  });

  it('gives back nothing that it has answered', () => {
    const kase = waiting();
    kase.happen(tookIn, { actor: ana });
    kase.happen({ type: 'agent.replied', text: 'Both come tomorrow.' }, { actor: ana });
    kase.happen({ type: 'agent.parted', link: 'l1', from: 'k2', passed: came }, { actor: ana });
    expect(passed(kase).messages).toEqual([]);
  });

  it('is opened again by what still wants an answer', () => {
    const kase = waiting();
    kase.happen({ type: 'agent.closed', reason: 'solved' }, { actor: ana });
    kase.happen({ ...tookIn, passed: { ...came, messages: [] } }, { actor: ana });
    expect(kase.state().owner).toBe('nobody');
    kase.happen(tookIn, { actor: ana });
    expect(kase.state()).toMatchObject({ owner: 'flow', reopened: 1 });
  });
});

describe('a case that is split', () => {
  it('leaves what was chosen to the new case, which is the agent’s from the first', () => {
    const kase = waiting();
    kase.happen({ type: 'agent.split', link: 'l1', into: 'k3', messages: ['m2'] }, { actor: ana });
    expect(kase.effects.at(-1)).toEqual({ type: 'ignored', reason: 'not-owner' });
    kase.happen({ type: 'agent.claimed' }, { actor: ana });
    kase.say('Also: my stove is broken', { id: 'stove' });
    kase.say('and the tent?', { id: 'tent' });
    kase.happen({ type: 'agent.split', link: 'l1', into: 'k3', messages: ['stove'] }, { actor: ana });
    expect(texts(kase.state().unanswered)).toEqual(['and the tent?']);
    expect(texts(passed(kase).messages)).toEqual(['Also: my stove is broken']);

    const other = opened();
    const issue = { text: 'Also: my stove is broken', messages: ['stove'] };
    const withIssue = { ...passed(kase), brief: { ...emptyBrief, issue } };
    other.happen(
      { type: 'agent.tookIn', link: 'l1', from: 'k', passed: withIssue, claim: true },
      { actor: ana },
    );
    expect(other.state()).toMatchObject({ owner: 'agent', agent: { id: 'ana' }, brief: { issue } });
    expect(texts(other.state().unanswered)).toEqual(['Also: my stove is broken']);
    expect(other.said()).toEqual([]);
    other.happen({ type: 'agent.returned' }, { actor: ana });
    expect(texts(other.running()!.input.messages)).toEqual(['Also: my stove is broken']);
  });

  it('has its messages back when the new case, closed or not, goes on in it', () => {
    const kase = opened();
    kase.happen({ type: 'agent.closed', reason: 'solved' }, { actor: ana });
    kase.happen({ ...join, undo: true }, { actor: ana });
    expect(kase.state()).toMatchObject({ owner: 'nobody', joined: { into: 'k2' } });
  });
});
