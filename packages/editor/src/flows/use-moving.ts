import type { NodeChange } from '@xyflow/react';
import { useCallback, useRef, useState } from 'react';
import type { Flow } from '@throughline/flow/schema';
import type { Point } from '../commands/add-node.ts';
import { canvasOf } from '../commands/canvas-of.ts';
import { move } from '../commands/move.ts';
import { frameOf, type CanvasNode, type Places } from './canvas-nodes.ts';
import type { NodeViews } from './node-view.ts';
import { useNodeViews } from './use-node-views.ts';
import { useEditor } from './use-flow-editor.tsx';

/** Where things are while they are dragged: a drag is one edit, when it ends; an arrow key is one at once. */
export function useMoving() {
  const editor = useEditor();
  const views = useNodeViews();
  const [places, setPlaces] = useState<Places>({});
  const moving = useRef<Places>({});

  const onMoves = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const moved = changes.filter((change) => change.type === 'position');
      const { flow, run } = editor.getState();
      if (moved.every(({ position }) => !position)) return;
      const next = { ...moving.current };
      for (const { id, position } of moved) {
        if (position) Object.assign(next, taken(flow, id, position, next, views));
      }
      moving.current = next;
      if (moved.some(({ dragging }) => dragging)) return setPlaces(next);
      run(move(moving.current, `arrows ${moved.map(({ id }) => id).join(' ')}`));
      moving.current = {};
    },
    [editor, views],
  );
  const endDrag = useCallback(() => {
    if (Object.keys(moving.current).length > 0) editor.getState().run(move(moving.current));
    moving.current = {};
    setPlaces({});
  }, [editor]);
  return { places, onMoves, endDrag };
}

/** What goes along: with a frame, the nodes in it. */
function taken(flow: Flow, id: string, to: Point, places: Places, views: NodeViews): Places {
  const group = canvasOf(flow).groups.find((one) => one.id === id);
  if (!group) return { [id]: to };
  const { x, y } = frameOf(flow, group, places, views);
  const members = new Set(group.nodes);
  return Object.fromEntries(
    flow.nodes.flatMap((node) => {
      if (!members.has(node.id)) return [];
      const from = places[node.id] ?? node.position ?? { x: 0, y: 0 };
      return [[node.id, { x: from.x + to.x - x, y: from.y + to.y - y }]];
    }),
  );
}
