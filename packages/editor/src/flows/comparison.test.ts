import type { Flow } from '@throughline/flow/schema';
import { expect, it } from 'vitest';
import { groupNodes, setGroup } from '../commands/groups.ts';
import { addComment, setComment } from '../commands/comments.ts';
import { compare } from './comparison.ts';

const flow: Flow = {
  ...{ schema: 1, id: 'drawn', title: 'Drawn' },
  settings: {
    ...{ fallbackQueue: 'support', fallbackTexts: [], visitLimit: 50, languages: ['en'] },
    ...{ timeZone: 'UTC', reopenWithin: '7d' },
  },
  nodes: [{ id: 'one', type: 'tag', title: 'One', config: {}, position: { x: 0, y: 0 } }],
  edges: [],
};

it('groups and comments are called by what they are called now, or were', () => {
  const edits = [
    groupNodes('group', ['one']),
    setGroup('group', { title: 'Urgent' }),
    addComment('comment', { x: 0, y: 0 }),
    setComment('comment', 'Ask Bo,\n  he knows.'),
    addComment('empty', { x: 0, y: 300 }),
  ];
  const drawn = edits.reduce((now, edit) => edit.apply(now), flow);
  const names = ['Group “Urgent”', 'Comment “Ask Bo, he knows.”', 'An empty comment'];
  for (const [before, after] of [
    [flow, drawn],
    [drawn, flow],
  ] as const) {
    const { diff, names: called } = compare(before, after, {});
    expect([...diff.groups, ...diff.comments].map(({ id }) => called.get(id))).toEqual(names);
  }
  const renamed = setGroup('group', { title: 'Later' }).apply(drawn);
  expect(compare(drawn, renamed, {}).names.get('group')).toBe('Group “Later”');
});
