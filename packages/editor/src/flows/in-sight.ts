import { getViewportForBounds, type Rect, type Viewport } from '@xyflow/react';
import type { Size } from '../commands/boxes.ts';

/** A flow of a hundred nodes is seen whole at it. */
export const smallestZoom = 0.05;

/** Around a flow that is shown whole: above it are the tools, to its left the zoom. */
export const fitPadding = { top: '64px', right: '32px', bottom: '32px', left: '64px' } as const;
const little = { top: 0.05, right: 0.05, bottom: 0.05, left: 0.05 };
const lowPane = 240;

export function viewOfWhole(bounds: Rect, { width, height }: Size, maxZoom: number): Viewport {
  const padding = height < lowPane ? little : fitPadding;
  return getViewportForBounds(bounds, width, height, smallestZoom, maxZoom, padding);
}

export function isSame(one: Viewport, other: Viewport): boolean {
  return one.x === other.x && one.y === other.y && one.zoom === other.zoom;
}

/** Whether all of it is seen in a pane of that size. */
export function isWithin({ x, y, width, height }: Rect, viewport: Viewport, pane: Size): boolean {
  const left = x * viewport.zoom + viewport.x;
  const top = y * viewport.zoom + viewport.y;
  const [right, bottom] = [left + width * viewport.zoom, top + height * viewport.zoom];
  return left >= 0 && top >= 0 && right <= pane.width && bottom <= pane.height;
}

/** Whether tools or the overview lie over a part of the pane. */
export function isCovered({ x, y, width, height }: Rect): boolean {
  const pane = document.querySelector('.react-flow')?.getBoundingClientRect();
  const covers = document.querySelectorAll('[data-covers], .react-flow__minimap, .react-flow__controls');
  return (
    pane !== undefined &&
    [...covers].some((cover) => {
      const { left, top, right, bottom } = cover.getBoundingClientRect();
      const isAcross = left - pane.left < x + width && right - pane.left > x;
      return isAcross && top - pane.top < y + height && bottom - pane.top > y;
    })
  );
}

export function isUnderPointer(id: string): boolean {
  return document.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]:hover`) !== null;
}
