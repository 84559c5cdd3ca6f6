import type { Size } from './boxes.ts';
import { canvasOf, withCanvas } from './canvas-of.ts';
import type { Command } from './command.ts';

/** Room for a word, and for a page. */
export const commentLimits = { width: { least: 120, most: 1_200 }, height: { least: 60, most: 1_200 } };

/** Within the limits, in whole points; what is dragged without letting go is one edit. */
export function resizeComment(id: string, { width, height }: Size): Command {
  const size = { width: within(width, commentLimits.width), height: within(height, commentLimits.height) };
  return {
    title: 'Resized a comment',
    series: `comment size ${id}`,
    apply(flow) {
      const { comments } = canvasOf(flow);
      const at = comments.findIndex((one) => one.id === id);
      const comment = comments[at];
      if (!comment || (comment.size?.width === size.width && comment.size.height === size.height))
        return flow;
      return withCanvas(flow, { comments: comments.with(at, { ...comment, size }) });
    },
  };
}

function within(length: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, Math.round(length)));
}
