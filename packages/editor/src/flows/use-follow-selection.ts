import { useReactFlow } from '@xyflow/react';
import { useCallback, useEffect } from 'react';
import { useSimulationView } from '../simulator/simulation-store.ts';
import { useEditor } from './use-flow-editor.tsx';

/** Brings into sight what was chosen elsewhere (by a problem, a search, a key), and where a simulated case stands. */
export function useFollowSelection(): void {
  const editor = useEditor();
  const { getViewport, getNode, setCenter } = useReactFlow();
  const simulated = useSimulationView(({ current }) => current?.node);

  const bringIntoSight = useCallback(
    (id: string) =>
      // The node may only just have been drawn, and the canvas made smaller by a panel.
      requestAnimationFrame(() => {
        const node = getNode(id);
        const pane = document.querySelector('.react-flow');
        if (!node || !pane) return;
        const { x, y, zoom } = getViewport();
        const { width, height } = pane.getBoundingClientRect();
        const left = node.position.x * zoom + x;
        const top = node.position.y * zoom + y;
        const right = left + (node.width ?? 0) * zoom;
        const bottom = top + (node.height ?? 0) * zoom;
        if (left >= 0 && top >= 0 && right <= width && bottom <= height) return;
        void setCenter(node.position.x + (node.width ?? 0) / 2, node.position.y + (node.height ?? 0) / 2, {
          zoom: Math.max(zoom, 0.7),
          duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200,
        });
      }),
    [getNode, getViewport, setCenter],
  );

  useEffect(
    () =>
      editor.subscribe(({ selection }, before) => {
        const [id] = selection.nodes;
        if (selection !== before.selection && id !== undefined && selection.nodes.length === 1)
          bringIntoSight(id);
      }),
    [editor, bringIntoSight],
  );
  useEffect(() => {
    if (simulated !== undefined) bringIntoSight(simulated);
  }, [simulated, bringIntoSight]);
}
