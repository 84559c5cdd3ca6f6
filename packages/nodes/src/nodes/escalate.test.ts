import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { monday } from '../testing/given.ts';
import { decideEscalate } from './escalate.decide.ts';
import { escalate } from './escalate.ts';

const routed = { route: { port: 'routed', output: { queue: 'refunds', skill: 'german', priority: 2 } } };

describeNode({
  declaration: escalate,
  decider: decideEscalate,
  leftByCore: ['returned'],
  cases: [
    {
      name: 'hands over, tells the customer, and tells people why',
      config: { queue: 'support', reason: 'Asked about "{{ message.text }}"' },
      given: { messages: ['my kettle'], language: 'es' },
      expect: (decision) =>
        expect(decision).toStrictEqual({
          handOff: { queue: 'support', reason: 'Asked about "my kettle"', priority: 3 },
          say: [{ text: expect.stringMatching(/^Le paso con una persona/) as unknown, language: 'es' }],
          brief: { steps: [{ text: 'Handed over to support: Asked about "my kettle"', messages: ['m1'] }] },
        }),
    },
    {
      name: 'to where a route node chose',
      config: {
        queue: '{{ nodes.route.output.queue }}',
        skill: '{{ nodes.route.output.skill }}',
        priority: 'nodes.route.output.priority',
        waitFor: '2h',
      },
      given: { nodes: routed },
      expect: (decision) =>
        expect(decision).toMatchObject({
          handOff: { queue: 'refunds', skill: 'german', priority: 2 },
          waitUntil: monday + 7_200_000,
        }),
    },
    {
      name: 'no deadline where "nobody" leads nowhere',
      config: { queue: 'support', waitFor: '2h' },
      given: { wired: ['returned'] },
      expect: (decision) => expect(decision).not.toHaveProperty('waitUntil'),
    },
    { name: 'nobody in time', config: { queue: 'support' }, on: 'timer', port: 'nobody' },
    {
      name: 'no queue',
      config: { queue: '{{ case.values.queue }}' },
      given: { values: { queue: ' ' } },
      fails: 'escalate.no-queue',
    },
    {
      name: 'a priority of ten',
      config: { queue: 'support', priority: '10' },
      fails: 'escalate.bad-priority',
    },
    {
      name: 'a priority in words',
      config: { queue: 'support', priority: '"high"' },
      fails: 'escalate.bad-priority',
    },
  ],
});
