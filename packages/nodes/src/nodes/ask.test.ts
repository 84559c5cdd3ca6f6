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
/** What an answer leaves in the brief, but for the messages. */
const given = { text: 'Order number: TL-482913', name: 'order', value: 'TL-482913', at: monday };
const hour = 3_600_000;
/** The case some turns later: the number was given on the telephone, an hour ago. */
const later = {
  customer: { name: 'Ana' },
  turn: 4,
  messages: ['Where is it now?'],
  brief: { facts: [{ ...given, messages: ['call-3'], at: monday - hour }] },
};
const asksAgain = (decision: unknown) =>
  expect(decision).toMatchObject({ wait: { memory: { attempts: 0 } } });
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
          output: {
            value: 'TL-482913',
            text: 'it is\ntl 482913, I think',
            attempts: 2,
            source: 'message',
            messages: ['m1', 'm2'],
            turn: 1,
          },
          set: { order: 'TL-482913' },
          brief: { facts: [{ ...given, messages: ['m1', 'm2'] }], openQuestion: null },
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
          output: {
            value: 'TL-482913',
            text: 'where is order tl482913?',
            attempts: 0,
            source: 'message',
            messages: ['m1'],
            turn: 1,
          },
          set: { order: 'TL-482913' },
          brief: { facts: [{ ...given, messages: ['m1'] }] },
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
    {
      name: 'does not ask for what the brief holds, and says which messages said so',
      config: order,
      given: later,
      port: 'answered',
      expect: (decision) =>
        expect(decision).toStrictEqual({
          port: 'answered',
          output: {
            value: 'TL-482913',
            text: 'TL-482913',
            attempts: 0,
            source: 'brief',
            messages: ['call-3'],
            turn: 4,
          },
          set: { order: 'TL-482913' },
        }),
    },
    {
      name: 'knows by its label what was not kept under a name',
      config: { question: 'Which e-mail?', type: 'email', label: 'E-mail' },
      given: { brief: { facts: [{ text: 'x', messages: ['m0'], name: 'e-mail', value: 'a@b.io' }] } },
      port: 'answered',
      expect: (decision) => expect(decision).toMatchObject({ output: { value: 'a@b.io', source: 'brief' } }),
    },
    {
      name: 'asks for what was given too long ago',
      config: { ...order, freshFor: '30m' },
      given: later,
      expect: asksAgain,
    },
    {
      name: 'asks for what does not fit what is asked for',
      config: { ...order, pattern: 'XX-####' },
      given: later,
      expect: asksAgain,
    },
    {
      name: 'asks when the customer has just said otherwise',
      config: order,
      given: { ...later, messages: ['and TL-000001?'] },
      expect: asksAgain,
    },
    {
      name: 'asks when the flow has taken the answer back',
      config: order,
      given: { ...later, values: { order: '' } },
      expect: asksAgain,
    },
    {
      name: 'asks when the flow comes back with the answer in the same turn',
      config: order,
      given: { ...later, nodes: { 'node-under-test': { port: 'answered', output: { turn: 4 } } } },
      expect: asksAgain,
    },
    {
      name: 'asks where the author says so',
      config: { ...order, askAgainWhen: 'message.text.contains("now")' },
      given: later,
      expect: asksAgain,
    },
    {
      name: 'fails when the condition for asking again is none',
      config: { ...order, askAgainWhen: '1' },
      given: later,
      fails: 'condition.not-boolean',
    },
    {
      name: 'asks in a case that was opened before facts had names, and names none',
      config: { ...order, alreadySaid: true },
      given: { ...later, interpreter: 1 },
      expect: asksAgain,
    },
    {
      name: 'decides about an answer as ever in a case that was opened before facts had names',
      config: order,
      given: { ...later, interpreter: 1, messages: ['TL-482913'] },
      on: 'message',
      memory: { attempts: 0 },
      port: 'answered',
      expect: (decision) =>
        expect(decision).toStrictEqual({
          port: 'answered',
          output: { value: 'TL-482913', text: 'TL-482913', attempts: 1 },
          set: { order: 'TL-482913' },
          brief: { facts: [{ text: 'Order number: TL-482913', messages: ['m1'] }], openQuestion: null },
        }),
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
