import type { Flow } from '@throughline/flow/schema';
import { expect, it } from 'vitest';
import { remove } from '../commands/remove.ts';
import { renameNode } from '../commands/rename-node.ts';
import { createFlowEditor } from './flow-editor.ts';

const flow: Flow = {
  ...{ schema: 1, id: 'drawn', title: 'Drawn' },
  settings: {
    ...{ fallbackQueue: 'support', fallbackTexts: [], visitLimit: 50, languages: ['en'] },
    ...{ timeZone: 'UTC', reopenWithin: '7d' },
  },
  nodes: ['one', 'two'].map((id) => ({ id, type: 'tag', title: id, config: {}, position: { x: 0, y: 0 } })),
  edges: [{ id: 'e1', from: 'one', port: 'done', to: 'two' }],
};

it('what an edit takes away is not chosen any more; what stays is, as the same selection', () => {
  const editor = createFlowEditor(flow);
  const { run, select, undo } = editor.getState();
  select({ nodes: ['one', 'two'], edges: ['e1'] });
  const { selection } = editor.getState();
  run(renameNode('one', 'Uno'));
  expect(editor.getState().selection).toBe(selection);
  run(remove({ nodes: ['one'], edges: [] }));
  expect(editor.getState().selection).toEqual({ nodes: ['two'], edges: [] });
  undo();
  expect(editor.getState().selection).toEqual({ nodes: ['two'], edges: [] });
});
