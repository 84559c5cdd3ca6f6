import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { decideTag } from './tag.decide.ts';
import { tag } from './tag.ts';

describeNode({
  declaration: tag,
  decider: decideTag,
  cases: [
    {
      name: 'each tag once, empty ones left out',
      config: { tags: ['{{ channel }}', 'webchat', '{{ case.values.plan }}'] },
      given: { values: { plan: '' } },
      port: 'done',
      expect: (decision) => expect(decision).toStrictEqual({ port: 'done', tags: ['webchat'] }),
    },
  ],
});
