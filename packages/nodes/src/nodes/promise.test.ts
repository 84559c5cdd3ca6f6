import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { decidePromise } from './promise.decide.ts';
import { promise } from './promise.ts';

describeNode({
  declaration: promise,
  decider: decidePromise,
  cases: [
    {
      name: 'keeps in mind what was promised, and until when',
      config: { text: 'Answer to "{{ message.text }}"', within: '2h' },
      port: 'done',
      expect: (decision) =>
        expect(decision).toMatchObject({
          brief: {
            commitments: [
              {
                id: expect.stringMatching(/#1$/),
                text: 'Answer to "Hello"',
                state: 'open',
                dueAt: expect.any(Number),
              },
            ],
          },
        }),
    },
    {
      name: 'has no time where none is given',
      config: { text: 'A new lid' },
      port: 'done',
      expect: (decision) => expect(decision).not.toHaveProperty('brief.commitments.0.dueAt'),
    },
    {
      name: 'fails when nothing is promised',
      config: { text: '{{ "" }}' },
      fails: 'promise.empty',
    },
  ],
});
