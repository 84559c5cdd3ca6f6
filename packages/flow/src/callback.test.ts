import { expect, it } from 'vitest';
import { createStep } from './step.ts';
import { drive } from './testing/drive.ts';
import { node, smallDeciders, smallPlan } from './testing/small-flow.ts';

function waitingCase() {
  const plan = smallPlan((small) => {
    small.nodes['call'] = node(
      'call',
      'callback',
      'decide',
      { ms: 3_600_000 },
      { came: 'reply', late: 'bye' },
    );
    const lookUp = small.nodes['lookUp'];
    if (lookUp) lookUp.ports = { ...lookUp.ports, done: 'call' };
  });
  const kase = drive(createStep(smallDeciders), plan);
  kase.open();
  kase.say('Call me please');
  kase.pass(2_000);
  kase.done({ port: 'done' });
  return kase;
}

it('asks for the call once, and holds what the customer writes meanwhile', () => {
  const kase = waitingCase();
  const from = kase.now();
  const windows = [{ from, until: from + 3_600_000 }];
  expect(kase.effects.filter(({ type }) => type === 'callback')).toEqual([
    { type: 'callback', run: 'call#1', by: 'bot', windows, attempts: 2, retryMs: 60_000 },
  ]);
  kase.say('Are you there?');
  expect(kase.state().position).toMatchObject({ node: 'call', phase: 'waiting' });
  const reach = { channel: 'voice', conversation: 'call-1' };
  kase.happen({ type: 'callback.answered', run: 'call#1', by: 'bot', reach });
  expect(kase.state()).toMatchObject({
    outputs: { call: { port: 'came', output: { outcome: { answered: true, by: 'bot' } } } },
  });
  // What was held is taken as soon as the flow takes messages again.
  kase.pass(2_000);
  expect(kase.state().messages.map(({ text }) => text)).toEqual(['Are you there?']);
});

it('hears that nobody was reached, and takes no notice of it later', () => {
  const kase = waitingCase();
  const missed = { type: 'callback.missed', run: 'call#1', reason: 'busy', tried: 2 } as const;
  kase.happen(missed);
  expect(kase.state().outputs['call']).toMatchObject({
    output: { outcome: { answered: false, reason: 'busy', tried: 2 } },
  });
  expect(kase.happen(missed)).toEqual([{ type: 'ignored', reason: 'late-result' }]);
  expect(kase.happen({ type: 'callback.answered', run: 'other#1', by: 'agent' })).toEqual([
    { type: 'ignored', reason: 'late-result' },
  ]);
});

it('goes on where the customer talks', () => {
  const kase = waitingCase();
  const reach = { channel: 'voice', conversation: 'call-1' };
  kase.happen({ type: 'callback.answered', run: 'call#1', by: 'bot', reach });
  expect(kase.state().reach).toEqual(reach);
});
