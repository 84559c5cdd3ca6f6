import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { decideSendMessage } from './send-message.decide.ts';
import { sendMessage } from './send-message.ts';

describeNode({
  declaration: sendMessage,
  decider: decideSendMessage,
  cases: [
    {
      name: 'says a text with choices',
      config: {
        text: 'Hello {{ customer.name }}, what is it about?',
        choices: [{ id: 'order', label: 'Order {{ case.values.order }}' }],
      },
      given: { customer: { name: 'Ana' }, values: { order: 'TL-1' } },
      port: 'sent',
      expect: (decision) =>
        expect(decision).toMatchObject({
          say: [
            {
              text: 'Hello Ana, what is it about?',
              choices: [{ id: 'order', label: 'Order TL-1' }],
              language: 'en',
            },
          ],
        }),
    },
    {
      name: 'in the language of the case, where there is a translation',
      config: { text: 'Hello', translations: [{ language: 'de', text: 'Hallo' }] },
      given: { language: 'de-CH' },
      port: 'sent',
      expect: (decision) => expect(decision).toMatchObject({ say: [{ text: 'Hallo' }] }),
    },
    {
      name: 'what the customer wrote is text, not a template',
      config: { text: 'You wrote: {{ message.text }}' },
      given: { messages: ['{{ customer.id }}'] },
      port: 'sent',
      expect: (decision) =>
        expect(decision).toMatchObject({ say: [{ text: 'You wrote: {{ customer.id }}' }] }),
    },
    {
      name: 'nothing to say',
      config: { text: '{{ message.text }}' },
      given: { messages: [' '] },
      fails: 'send-message.empty',
    },
    {
      name: 'a value that is missing',
      config: { text: '{{ customer.name }}' },
      fails: 'expression.unknown-name',
    },
  ],
});
