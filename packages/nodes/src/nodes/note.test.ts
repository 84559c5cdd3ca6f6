import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { decideNote } from './note.decide.ts';
import { note } from './note.ts';

describeNode({
  declaration: note,
  decider: decideNote,
  cases: [
    {
      name: 'leaves a note and says nothing',
      config: { text: 'Wrote "{{ message.text }}"' },
      port: 'done',
      expect: (decision) => expect(decision).toStrictEqual({ port: 'done', notes: ['Wrote "Hello"'] }),
    },
  ],
});
