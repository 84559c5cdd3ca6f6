import { getSmoothStepPath, Position } from '@xyflow/react';

/** How far a wire goes straight on from its port, before it turns. */
export const wireOffset = 24;
const borderRadius = 10;

/** Where the main part of a wire runs: upright at an x, or level at a y. */
export type Lane = { axis: 'x' | 'y'; at: number };

type Ends = { sourceX: number; sourceY: number; targetX: number; targetY: number };

/** Whether a wire leads back to the left: then it runs on a level lane, up or down from its ports. */
export function isBackward(sourceX: number, targetX: number): boolean {
  return sourceX + wireOffset >= targetX - wireOffset;
}

/** Whether there is room for a level lane between its ends. */
export function isLong(sourceX: number, targetX: number): boolean {
  return targetX - sourceX >= wireOffset * 6;
}

/** Its path, and the middle of its main part. A lane that no longer lies between its ends, as in a drag, is left out. */
export function wirePath(ends: Ends, lane: Lane | undefined): { path: string; x: number; y: number } {
  const { sourceX, sourceY, targetX, targetY } = ends;
  if (lane?.axis === 'y' && !isBackward(sourceX, targetX) && isLong(sourceX, targetX)) {
    // React Flow turns twice at most; so these are two wires, which meet on the lane.
    const middle = { x: (sourceX + targetX) / 2, y: lane.at };
    const there = smooth({ sourceX, sourceY, targetX: middle.x, targetY: lane.at }, sourceX + wireOffset);
    const onwards = smooth({ sourceX: middle.x, sourceY: lane.at, targetX, targetY }, targetX - wireOffset);
    return { path: `${there.path} ${onwards.path}`, ...middle };
  }
  if (lane?.axis === 'y') return smooth(ends, undefined, lane.at);
  const isBetween = lane && lane.at >= sourceX + wireOffset && lane.at <= targetX - wireOffset;
  return smooth(ends, isBetween ? lane.at : undefined);
}

function smooth(ends: Ends, centerX?: number, centerY?: number): { path: string; x: number; y: number } {
  const [path, x, y] = getSmoothStepPath({
    ...{ ...ends, sourcePosition: Position.Right, targetPosition: Position.Left },
    ...{ borderRadius, offset: wireOffset },
    ...(centerX !== undefined && { centerX }),
    ...(centerY !== undefined && { centerY }),
  });
  return { path, x, y };
}
