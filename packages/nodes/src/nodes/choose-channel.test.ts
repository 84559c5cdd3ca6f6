import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { monday } from '../testing/given.ts';
import { placeOf } from '../testing/places.ts';
import { runChooseChannel } from './choose-channel.run.ts';
import { chooseChannel } from './choose-channel.ts';

const chat = placeOf('webchat', { current: true, heard: 4, heardAt: monday });
const email = placeOf('email');
const sms = placeOf('sms', { heard: 2, heardAt: monday - 86_400_000, closed: 'opted-out' });

describeNode({
  declaration: chooseChannel,
  runner: runChooseChannel,
  cases: [
    {
      name: 'stays where the customer is, and says why not elsewhere',
      config: {},
      world: { places: [chat, email, sms] },
      port: 'chosen',
      expect: ({ output }) => {
        expect(output).toMatchObject({ channel: 'webchat', conversation: 'webchat-1', current: true });
        expect(output?.['reasons']).toContain('+15: the case is there now');
        expect(output?.['candidates']).toMatchObject([
          { channel: 'webchat', possible: true },
          { channel: 'email', possible: true },
          { channel: 'sms', possible: false, reasons: ['The customer wants no messages there.'] },
        ]);
      },
    },
    {
      name: 'goes where the customer asks for',
      config: {},
      given: { messages: ['I have to go now, please write me by e-mail.'] },
      world: { places: [chat, email] },
      port: 'chosen',
      expect: ({ output }) => {
        expect(output).toMatchObject({ channel: 'email' });
        expect(output?.['reasons']).toContain('+100: the customer wants it (said in this message)');
      },
    },
    {
      name: 'goes where the customer likes to be reached',
      config: {},
      given: { customer: { facts: { preferredChannel: 'email' } } },
      world: { places: [chat, email] },
      port: 'chosen',
      expect: ({ output }) => expect(output).toMatchObject({ channel: 'email' }),
    },
    {
      name: 'what the customer says now counts more than what they like',
      config: {},
      given: {
        customer: { facts: { preferredChannel: 'email' } },
        messages: ['Please do not answer me by e-mail.'],
      },
      world: { places: [chat, email] },
      port: 'chosen',
      expect: ({ output }) => expect(output).toMatchObject({ channel: 'webchat' }),
    },
    {
      name: 'urgent by a condition: a call, though some wait',
      config: { calls: true, queue: 'callbacks', urgentWhen: 'case.values.broken == true' },
      given: { values: { broken: true } },
      world: { places: [placeOf('voice'), email], queues: { callbacks: { waiting: 1, longestMs: 60_000 } } },
      port: 'chosen',
      expect: ({ output }) => {
        expect(output).toMatchObject({ channel: 'voice', conversation: '' });
        expect(output?.['reasons']).toContain('−11: 1 wait for a person, the first for 1 min');
      },
    },
    {
      name: 'nothing that has what is needed',
      config: { needs: ['buttons'], channels: ['email', 'sms'] },
      world: { places: [chat, email, sms] },
      port: 'none',
      expect: ({ output }) => expect(output).toMatchObject({ channel: '', reasons: [] }),
    },
  ],
});
