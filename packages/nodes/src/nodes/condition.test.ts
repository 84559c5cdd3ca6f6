import { describeNode } from '../testing/describe-node.ts';
import { decideCondition } from './condition.decide.ts';
import { condition } from './condition.ts';

describeNode({
  declaration: condition,
  decider: decideCondition,
  cases: [
    {
      name: 'true',
      config: { when: 'customer.verified' },
      given: { customer: { verified: true } },
      port: 'yes',
    },
    {
      name: 'false',
      config: { when: 'message.text.contains("refund")' },
      given: { messages: ['Hi'] },
      port: 'no',
    },
    { name: 'not a yes-or-no', config: { when: 'message.text' }, fails: 'condition.not-boolean' },
    {
      name: 'names nothing',
      config: { when: 'case.values.plan == "gold"' },
      fails: 'expression.unknown-name',
    },
  ],
});
