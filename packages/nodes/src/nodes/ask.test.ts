import { expect, test } from 'vitest';
import { decide } from '../testing/decide.ts';
import { describeNode } from '../testing/describe-node.ts';
import { monday } from '../testing/given.ts';
import { decideAsk } from './ask.decide.ts';
import { ask } from './ask.ts';

const order = {
  question: 'What is your order number, {{ customer.name }}?',
  type: 'order-number',
  pattern: 'TL-######',
  saveAs: 'order',
  label: 'Order number',
  silenceAfter: '1h',
};
const ana = { name: 'Ana' };
const drink = {
  question: 'Which one?',
  type: 'choice',
  choices: [
    { id: 'tea', label: 'Green tea' },
    { id: 'coffee', label: 'Coffee' },
  ],
};

describeNode({
  declaration: ask,
  decider: decideAsk,
  cases: [
    {
      name: 'asks and waits',
      config: order,
      given: { customer: ana },
      expect: (decision) =>
        expect(decision).toStrictEqual({
          wait: { messages: 'take', memory: { attempts: 0 }, until: monday + 3_600_000 },
          say: [{ text: 'What is your order number, Ana?', language: 'en' }],
          brief: { openQuestion: { text: 'What is your order number, Ana?', messages: ['m1'] } },
        }),
    },
    {
      name: 'takes an answer that fits',
      config: order,
      given: { customer: ana, messages: ['it is', 'tl 482913, I think'] },
      on: 'message',
      memory: { attempts: 1 },
      port: 'answered',
      expect: (decision) =>
        expect(decision).toStrictEqual({
          port: 'answered',
          output: { value: 'TL-482913', text: 'it is\ntl 482913, I think', attempts: 2 },
          set: { order: 'TL-482913' },
          brief: { facts: [{ text: 'Order number: TL-482913', messages: ['m1', 'm2'] }], openQuestion: null },
        }),
    },
    {
      name: 'asks again, in the language of the case',
      config: { ...order, translations: [{ language: 'de', text: 'Wie ist Ihre Bestellnummer?' }] },
      given: { customer: ana, language: 'de', messages: ['12'] },
      on: 'message',
      memory: { attempts: 0 },
      expect: (decision) =>
        expect(decision).toMatchObject({
          wait: { memory: { attempts: 1 }, until: monday + 3_600_000 },
          say: [{ text: 'Das habe ich leider nicht verstanden. Wie ist Ihre Bestellnummer?' }],
        }),
    },
    {
      name: 'gives up after its retries',
      config: { ...order, retries: 2 },
      given: { customer: ana, messages: ['no idea'] },
      on: 'message',
      memory: { attempts: 2 },
      port: 'not-understood',
      expect: (decision) => expect(decision).toMatchObject({ output: { text: 'no idea', attempts: 3 } }),
    },
    {
      name: 'does not ask for what was just said',
      config: { ...order, alreadySaid: true },
      given: { customer: ana, messages: ['where is order tl482913?'] },
      port: 'answered',
      expect: (decision) =>
        expect(decision).toStrictEqual({
          port: 'answered',
          output: { value: 'TL-482913', text: 'where is order tl482913?', attempts: 0 },
          set: { order: 'TL-482913' },
          brief: { facts: [{ text: 'Order number: TL-482913', messages: ['m1'] }] },
        }),
    },
    {
      name: 'asks when what was just said does not hold it',
      config: { ...order, alreadySaid: true },
      given: { customer: ana, messages: ['where is my order?'] },
      expect: (decision) => expect(decision).toMatchObject({ wait: { memory: { attempts: 0 } } }),
    },
    {
      name: 'asks for a text though something was said',
      config: { question: 'And your name?', type: 'text', alreadySaid: true },
      expect: (decision) => expect(decision).toMatchObject({ say: [{ text: 'And your name?' }] }),
    },
    { name: 'the customer is silent', config: order, on: 'timer', memory: { attempts: 0 }, port: 'silent' },
    {
      name: 'offers choices',
      config: drink,
      expect: (decision) => expect(decision).toMatchObject({ say: [{ choices: drink.choices }] }),
    },
    {
      name: 'a choice is named in the brief as the customer saw it',
      config: drink,
      given: { messages: ['The green tea please!'] },
      on: 'message',
      port: 'answered',
      expect: (decision) =>
        expect(decision).toMatchObject({
          output: { value: 'tea' },
          brief: { facts: [{ text: 'Ask: Green tea' }] },
        }),
    },
  ],
});

test.each([
  ['text', 'anything', 'anything'],
  ['text', '   ', undefined],
  ['number', 'about 1.234,50 €', 1234.5],
  ['number', '20', undefined],
  ['date', 'on the 3rd of March', '2027-03-03'],
  ['date', 'soon', undefined],
  ['email', 'it is ANA@example.com', 'ana@example.com'],
  ['email', 'a@b.io or c@d.io', undefined],
  ['phone', '07700 900123', '+447700900123'],
  ['phone', '12', undefined],
  ['choice', { text: 'x', choice: 'coffee' }, 'coffee'],
  ['choice', '2.', 'coffee'],
  ['choice', '3', undefined],
  ['choice', 'tea or coffee: green tea, coffee', undefined],
])('as %s, %j is %j', (type, message, value) => {
  const config = { ...drink, type, pattern: 'TL-######', country: 'GB', minimum: 100, retries: 0 };
  const decision = decide(ask, decideAsk, { config, given: { messages: [message] }, on: 'message' });
  const understood = value !== undefined;
  expect(decision).toMatchObject(
    understood ? { port: 'answered', output: { value } } : { port: 'not-understood' },
  );
});

test('says what its type needs', () => {
  const paths = (config: object) =>
    ask.config.safeParse({ question: 'What?', ...config }).error?.issues.map(({ path }) => path.join('.'));
  expect(paths({ type: 'choice' })).toEqual(['choices']);
  expect(paths({ type: 'order-number' })).toEqual(['pattern']);
  expect(paths({ type: 'order-number', pattern: '(a+)+$' })).toEqual(['pattern']);
  expect(paths({ country: 'England' })).toEqual(['country']);
});
