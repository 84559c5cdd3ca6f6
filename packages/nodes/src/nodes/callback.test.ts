import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { monday } from '../testing/given.ts';
import { decideCallback } from './callback.decide.ts';
import { callback } from './callback.ts';

const hour = 3_600_000;

describeNode({
  declaration: callback,
  decider: decideCallback,
  cases: [
    {
      name: 'calls while the shop is open',
      config: {},
      given: { wired: ['answered', 'missed'] },
      expect: (decision) =>
        expect(decision).toStrictEqual({
          wait: { messages: 'hold', until: monday + 24 * hour + 600_000 },
          callback: {
            by: 'bot',
            windows: [
              { from: monday, until: monday + 7 * hour },
              { from: monday + 23 * hour, until: monday + 24 * hour },
            ],
            attempts: 3,
            retryMs: 600_000,
          },
        }),
    },
    {
      name: 'calls the number that was given, at any hour',
      config: { number: 'case.values.phone', anytime: true, within: '30m', by: 'agent', attempts: 1 },
      given: { now: monday + 12 * hour, values: { phone: '+447700900123' } },
      expect: (decision) =>
        expect(decision).toMatchObject({
          wait: { messages: 'take' },
          callback: {
            by: 'agent',
            number: '+447700900123',
            windows: [{ from: monday + 12 * hour, until: monday + 12.5 * hour }],
          },
        }),
    },
    {
      name: 'has no time left before the shop closes for good',
      config: { within: '1h' },
      given: { now: monday + 10 * hour },
      port: 'missed',
      expect: (decision) => expect(decision).toMatchObject({ output: { reason: 'too-late' } }),
    },
    {
      name: 'an expression that does not resolve fails',
      config: { number: 'case.values.phone' },
      fails: 'expression.unknown-name',
    },
    { name: 'the customer writes meanwhile', config: {}, on: 'message', port: 'message' },
    { name: 'nothing was heard of the call', config: {}, on: 'timer', port: 'missed' },
    {
      name: 'the customer took the call',
      config: {},
      on: 'callback',
      memory: { answered: true, by: 'bot' },
      port: 'answered',
      expect: (decision) => expect(decision).toMatchObject({ output: { by: 'bot' } }),
    },
    {
      name: 'nobody took it',
      config: {},
      on: 'callback',
      memory: { answered: false, reason: 'busy', tried: 3 },
      port: 'missed',
      expect: (decision) => expect(decision).toMatchObject({ output: { reason: 'busy', tried: 3 } }),
    },
  ],
});
