import { expect, test } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { monday } from '../testing/given.ts';
import { placeOf } from '../testing/places.ts';
import { runMoveChannel } from './move-channel.run.ts';
import { callHint, moveChannel } from './move-channel.ts';

const chat = placeOf('webchat', { current: true, heard: 4, heardAt: monday });
const sms = placeOf('sms', { heard: 2, heardAt: monday, closed: 'opted-out' });
const world = { places: [chat, placeOf('email'), sms, placeOf('voice')] };

describeNode({
  declaration: moveChannel,
  runner: runMoveChannel,
  cases: [
    {
      name: 'says so where the case was, and goes on where it is then',
      config: {
        channel: 'email',
        before: [
          { language: 'en', text: 'We will go on by e-mail.' },
          { language: 'de', text: 'Wir machen per E-Mail weiter, {{ customer.name }}.' },
        ],
        first: [{ language: 'en', text: 'Hello again.' }],
      },
      given: { language: 'de', customer: { name: 'Ana' } },
      world,
      port: 'moved',
      expect: (result, { calls }) => {
        expect(result.say).toEqual([{ text: 'Wir machen per E-Mail weiter, Ana.', language: 'de' }]);
        expect(result.move).toMatchObject({ conversation: 'email-1', say: [{ text: 'Hello again.' }] });
        expect(calls).toContainEqual({ access: 'channels.open', with: 'email-1' });
      },
    },
    {
      name: 'to the place that was chosen',
      config: { channel: '{{ nodes.choose.output.conversation }}' },
      given: { nodes: { choose: { output: { conversation: 'email-1' } } } },
      world,
      port: 'moved',
      expect: (result) => expect(result.move).toMatchObject({ channel: 'email', say: [] }),
    },
    {
      name: 'says nothing where it is already',
      config: { channel: 'webchat', before: [{ language: 'en', text: 'We go on in the chat.' }] },
      world,
      port: 'moved',
      expect: (result) => expect(result).not.toHaveProperty('say'),
    },
    {
      name: 'not to a place that is closed',
      config: { channel: 'sms' },
      world,
      port: 'impossible',
      expect: ({ output }) =>
        expect(output).toMatchObject({ reason: 'The customer wants no messages there.' }),
    },
    {
      name: 'not where the customer is unknown',
      config: { channel: 'whatsapp' },
      world,
      port: 'impossible',
      expect: ({ output }) =>
        expect(output).toMatchObject({ reason: 'The customer is not known by WhatsApp.' }),
    },
    {
      name: 'not into a call that was chosen',
      config: { channel: '{{ nodes.choose.output.channel }}' },
      given: { nodes: { choose: { output: { channel: 'voice' } } } },
      world,
      fails: 'move-channel.call',
    },
  ],
});

test('a call that is drawn is refused, and the node for it is named', () => {
  const { error } = moveChannel.config.safeParse({ channel: 'voice' });
  expect(error?.issues).toMatchObject([{ path: ['channel'], message: callHint }]);
});
