import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { runCheckCode } from './check-code.run.ts';
import { checkCode } from './check-code.ts';

const world = {
  customers: [
    {
      id: 'ana',
      name: 'Ana',
      verified: false,
      identifiers: [{ kind: 'email', value: 'ana@example.com', level: 'verified' as const }],
    },
  ],
};
const config = { proof: 'nodes.send.output.proof' };
const nodes = {
  send: { port: 'sent', visit: 1, output: { proof: 'email:ana@example.com', kind: 'email', minutes: 0 } },
};
const brief = {
  issue: { text: 'Where is my order?', messages: ['m0'] },
  openQuestion: { text: '123 456', messages: ['m1'] },
};

describeNode({
  declaration: checkCode,
  runner: runCheckCode,
  cases: [
    {
      name: 'who has the code is the customer, and what they asked is open again',
      config,
      given: { messages: ['It says 123 456.'], nodes, brief },
      world,
      port: 'proven',
      expect: (result) => {
        expect(result.customer).toEqual({ id: 'ana', name: 'Ana', verified: true });
        expect(result.output).toEqual({ triesLeft: 0, name: 'Ana' });
        expect(result.brief?.openQuestion).toEqual(brief.issue);
        expect(JSON.stringify(result)).not.toMatch(/123.?456/);
      },
    },
    {
      name: 'a wrong one can be tried again',
      config,
      given: { messages: ['654321'], nodes },
      world,
      port: 'wrong',
      expect: (result) => {
        expect(result.output).toEqual({ triesLeft: 4, name: '' });
        expect(result.customer).toBeUndefined();
      },
    },
    {
      name: 'not for ever',
      config,
      given: { messages: ['654321'], nodes },
      world: { ...world, proofs: { check: async () => ({ ok: false, code: 'over' }) } },
      port: 'over',
    },
    {
      name: 'the last try that is wrong is the end',
      config,
      given: { messages: ['654321'], nodes },
      world: { ...world, proofs: { check: async () => ({ ok: false, code: 'wrong', triesLeft: 0 }) } },
      port: 'over',
    },
    {
      name: 'other numbers and words take no try',
      config,
      given: { messages: ['I got none. Call me on +44 7700 900123, order 12345678'], nodes },
      world,
      port: 'no-code',
      expect: (_result, context) =>
        expect(context.calls.some(({ access }) => access === 'proofs.check')).toBe(false),
    },
  ],
});
