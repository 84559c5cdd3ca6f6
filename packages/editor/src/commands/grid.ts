/** Where nodes snap to, and how far apart they stand side by side, in pixels of the canvas. */
export const grid = 20;
export const gridStep = { x: 280, y: 140 };

export function toGrid({ x, y }: { x: number; y: number }): { x: number; y: number } {
  return { x: Math.round(x / grid) * grid, y: Math.round(y / grid) * grid };
}
