import { expect, test } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { decideSwitch } from './switch.decide.ts';
import { switchNode } from './switch.ts';

const config = {
  cases: [
    { id: 'person', title: 'A person', when: 'message.choice == "person"' },
    { id: 'vip', title: 'VIP', when: 'customer.facts.plan == "gold"' },
  ],
};

describeNode({
  declaration: switchNode,
  decider: decideSwitch,
  cases: [
    { name: 'the first that is true', config, given: { messages: [{ choice: 'person' }] }, port: 'person' },
    { name: 'a later one', config, given: { customer: { facts: { plan: 'gold' } } }, port: 'vip' },
    { name: 'none', config, given: { customer: { facts: { plan: 'free' } } }, port: 'otherwise' },
    { name: 'a case that does not resolve', config, fails: 'expression.unknown-name' },
    {
      name: 'a case that is no condition',
      config: { cases: [{ id: 'a', title: 'A', when: 'message.text' }] },
      fails: 'condition.not-boolean',
    },
  ],
});

test.each([
  ['no cases', []],
  ['one id twice', [config.cases[0], config.cases[0]]],
  ['the id of "otherwise"', [{ id: 'otherwise', title: 'Other', when: 'true' }]],
  ['an id with spaces', [{ id: 'a b', title: 'Other', when: 'true' }]],
])('refuses %s', (_, cases) => {
  expect(switchNode.config.safeParse({ cases }).success).toBe(false);
});
