import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { monday } from '../testing/given.ts';
import { decideWaitForReply } from './wait-for-reply.decide.ts';
import { waitForReply } from './wait-for-reply.ts';

describeNode({
  declaration: waitForReply,
  decider: decideWaitForReply,
  cases: [
    {
      name: 'waits as long as it takes',
      config: {},
      expect: (decision) => expect(decision).toStrictEqual({ wait: { messages: 'take' } }),
    },
    {
      name: 'waits for a time',
      config: { silenceAfter: '24h' },
      expect: (decision) =>
        expect(decision).toStrictEqual({ wait: { messages: 'take', until: monday + 86_400_000 } }),
    },
    {
      name: 'sets no timer where silence leads nowhere',
      config: { silenceAfter: '24h' },
      given: { wired: ['reply'] },
      expect: (decision) => expect(decision).toStrictEqual({ wait: { messages: 'take' } }),
    },
    { name: 'the customer writes', config: {}, on: 'message', port: 'reply' },
    { name: 'the customer is silent', config: { silenceAfter: '24h' }, on: 'timer', port: 'silent' },
  ],
});
