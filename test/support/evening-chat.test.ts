import { expect, it } from 'vitest';
import { compile } from '../../packages/flow/src/compile.ts';
import type { Effect } from '../../packages/flow/src/effect.ts';
import { flowSchema } from '../../packages/flow/src/schema.ts';
import { createStep } from '../../packages/flow/src/step.ts';
import { drive } from '../../packages/flow/src/testing/drive.ts';
import { watchStep } from '../../packages/flow/src/testing/watch-step.ts';
import { validate } from '../../packages/flow/src/validate.ts';
import { catalogue } from '../../packages/nodes/src/catalogue.ts';
import { deciders } from '../../packages/nodes/src/deciders.ts';
import type { Place } from '../../packages/nodes/src/place.ts';
import { runners } from '../../packages/nodes/src/runners.ts';
import { createRunContext } from '../../packages/nodes/src/testing/create-run-context.ts';
import { placeOf } from '../../packages/nodes/src/testing/places.ts';

const flow = {
  schema: 1,
  id: 'evening',
  title: 'Evening',
  settings: { fallbackQueue: 'people', timeZone: 'Europe/London' },
  nodes: [
    { id: 'start', type: 'ingest', title: 'Start', config: { quiet: '0s' } },
    { id: 'shop', type: 'business-hours', title: 'Open?', config: {} },
    {
      id: 'choose',
      type: 'choose-channel',
      title: 'Where?',
      config: { urgency: 'low', channels: ['email'] },
    },
    {
      id: 'move',
      type: 'move-channel',
      title: 'Go on',
      config: {
        channel: '{{ nodes.choose.output.conversation }}',
        before: [{ language: 'en', text: 'We answer by {{ nodes.choose.output.channel }} in the morning.' }],
      },
    },
    { id: 'night', type: 'wait', title: 'Night', config: { mode: 'business-hours' } },
    {
      id: 'answer',
      type: 'send-message',
      title: 'Answer',
      config: { text: 'Good morning. A new lid comes.' },
    },
    { id: 'people', type: 'escalate', title: 'People', config: { queue: 'people', reason: 'no way' } },
  ],
  edges: [
    ['start', 'started', 'shop'],
    ['shop', 'open', 'answer'],
    ['shop', 'closed', 'choose'],
    ['choose', 'chosen', 'move'],
    ['choose', 'none', 'people'],
    ['move', 'moved', 'night'],
    ['move', 'impossible', 'people'],
    ['night', 'done', 'answer'],
  ].map(([from, port, to], index) => ({ id: `e${index}`, from, port, to })),
};

/** Runs what the step wants run, with the real runners; `places` is where the customer can be reached. */
async function finishRuns(kase: ReturnType<typeof drive>, places: Place[]): Promise<void> {
  while (kase.state().position?.phase === 'running') {
    const { nodeType, run, input } = kase.running()!;
    const runner = runners[nodeType as 'move-channel'];
    kase.done(await runner(input as never, createRunContext({ places, now: kase.now() })), run);
  }
}

const sent = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'send' ? [[effect.channel, effect.text]] : []));

it('a chat at 23:00 goes on by e-mail the next morning, and in the chat when the customer comes back', async () => {
  const channels = ['webchat', 'email'];
  expect(validate(flow, catalogue, { channels }).filter(({ severity }) => severity === 'error')).toEqual([]);
  const watched = watchStep(createStep(deciders));
  const kase = drive(watched.step, compile(flowSchema.parse(flow), catalogue));
  kase.pass(Date.parse('2026-11-23T23:00:00Z') - kase.now());
  kase.open();
  const email = placeOf('email');
  kase.say('My lid is broken');
  await finishRuns(kase, [placeOf('webchat', { current: true, heard: 1, heardAt: kase.now() }), email]);
  expect(sent(kase.effects)).toEqual([['webchat', 'We answer by email in the morning.']]);
  expect(kase.state().reach).toEqual({ channel: 'email', conversation: 'email-1' });

  expect(sent(kase.pass(10 * 3_600_000))).toEqual([['email', 'Good morning. A new lid comes.']]);
  expect(new Date(kase.now()).getUTCHours()).toBe(9);

  // Whoever comes back to the chat is answered there.
  kase.say('Thank you. And the kettle?');
  await finishRuns(kase, []);
  expect(kase.state().reach).toMatchObject({ channel: 'webchat' });
  expect(sent(kase.effects).at(-1)?.[0]).toBe('webchat');
  expect(watched.breaches).toEqual([]);
});

it('a message that came while the case was moved is answered where it was written', async () => {
  const kase = drive(createStep(deciders), compile(flowSchema.parse(flow), catalogue));
  kase.pass(Date.parse('2026-11-23T23:00:00Z') - kase.now());
  kase.open();
  kase.say('My lid is broken');
  kase.say('Are you there?', { channel: 'sms', conversation: 'sms-1' });
  await finishRuns(kase, [placeOf('email')]);
  kase.pass(10 * 3_600_000);
  await finishRuns(kase, [placeOf('email')]);
  expect(sent(kase.effects).at(-1)).toEqual(['sms', 'Good morning. A new lid comes.']);
});
