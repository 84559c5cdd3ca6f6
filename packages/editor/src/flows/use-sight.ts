import { useReactFlow, useStoreApi, type Viewport } from '@xyflow/react';
import { useCallback, useEffect } from 'react';
import type { Size } from '../commands/boxes.ts';
import { useSimulationView } from '../simulator/simulation-store.ts';
import type { CanvasNode } from './canvas-nodes.ts';
import { isCovered, isSame, isUnderPointer, isWithin, viewOfWhole } from './in-sight.ts';
import { useEditor } from './use-flow-editor.tsx';

/** The smallest zoom at which titles can be read. */
const legible = 0.75;

/**
 * What of the drawing is in sight: what was chosen elsewhere (by a problem, a search, a key) and where a simulated case stands is
 * brought there, and what was in the middle stays there when the canvas grows or shrinks. Gives what shows the begin of the flow.
 */
export function useSight(): () => void {
  const editor = useEditor();
  const { getViewport, getNode, setCenter, getNodes, getNodesBounds, setViewport } =
    useReactFlow<CanvasNode>();
  const store = useStoreApi();
  const simulated = useSimulationView(({ current }) => current?.node);

  const bringIntoSight = useCallback(
    (id: string) =>
      // The node may only just have been drawn, and the canvas made smaller by a panel.
      requestAnimationFrame(() => {
        const node = getNode(id);
        if (!node) return;
        const { x, y, zoom } = getViewport();
        const { width, height } = store.getState();
        const left = node.position.x * zoom + x;
        const top = node.position.y * zoom + y;
        const right = left + (node.width ?? 0) * zoom;
        const bottom = top + (node.height ?? 0) * zoom;
        const isInside = left >= 0 && top >= 0 && right <= width && bottom <= height;
        if (isInside && !isCovered({ x: left, y: top, width: right - left, height: bottom - top })) return;
        void setCenter(node.position.x + (node.width ?? 0) / 2, node.position.y + (node.height ?? 0) / 2, {
          zoom: Math.max(zoom, legible),
          duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200,
        });
      }),
    [getNode, getViewport, setCenter, store],
  );

  useEffect(
    () =>
      editor.subscribe(({ selection }, before) => {
        const [id] = selection.nodes;
        // What the pointer is on is seen, and may be about to be dragged.
        if (
          selection !== before.selection &&
          id !== undefined &&
          selection.nodes.length === 1 &&
          !isUnderPointer(id)
        )
          bringIntoSight(id);
      }),
    [editor, bringIntoSight],
  );
  const wholeIn = useCallback(
    (pane: Size, maxZoom: number) => viewOfWhole(getNodesBounds(getNodes()), pane, maxZoom),
    [getNodes, getNodesBounds],
  );
  // A panel that opens below leaves all in sight, or in the middle what was there, and what is chosen out of the way of the tools.
  useEffect(() => {
    /** All was shown by this, and nobody has moved it since: what was there `from` comes back with its size. */
    let fitted: { size: Size; from: Viewport; to: Viewport } | undefined;
    return store.subscribe(({ width, height }, { width: widthBefore, height: heightBefore }) => {
      if (heightBefore === 0 || (width === widthBefore && height === heightBefore)) return;
      const now = getViewport();
      if (fitted && !isSame(now, fitted.to)) fitted = undefined;
      const size = { width: widthBefore, height: heightBefore };
      if (isWithin(getNodesBounds(getNodes()), now, size)) {
        const { size: first, from } = fitted ?? { size, from: now };
        const isBack = width === first.width && height === first.height;
        const to = isBack ? from : wholeIn({ width, height }, from.zoom);
        fitted = isBack ? undefined : { size: first, from, to };
        void setViewport(to);
      } else {
        const { x, y, zoom } = now;
        void setViewport({ x: x + (width - widthBefore) / 2, y: y + (height - heightBefore) / 2, zoom });
        const [chosen] = editor.getState().selection.nodes;
        if (chosen !== undefined) bringIntoSight(chosen);
      }
    });
  }, [store, editor, getViewport, setViewport, getNodes, getNodesBounds, wholeIn, bringIntoSight]);
  useEffect(() => {
    if (simulated !== undefined) bringIntoSight(simulated);
  }, [simulated, bringIntoSight]);

  /** All of a small flow; of a large one, where a turn starts, large enough to be read. */
  return useCallback(() => {
    const nodes = getNodes();
    if (nodes.length === 0) return;
    const [chosen] = editor.getState().selection.nodes;
    // Opened at a node, by a link.
    if (chosen !== undefined) {
      bringIntoSight(chosen);
      return;
    }
    const pane = store.getState();
    const whole = wholeIn(pane, 1);
    if (whole.zoom >= legible) return void setViewport(whole);
    const begin = nodes.find(({ type, data }) => type === 'step' && data.view.declaration?.entry) ?? nodes[0];
    const { x = 0, y = 0 } = begin?.position ?? {};
    void setViewport({ x: 48 - x * legible, y: pane.height / 2 - (y + 40) * legible, zoom: legible });
  }, [editor, bringIntoSight, getNodes, wholeIn, setViewport, store]);
}
