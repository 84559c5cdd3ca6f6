import type { Flow } from '@throughline/flow/schema';
import type { Point } from './add-node.ts';
import { canvasOf, withCanvas } from './canvas-of.ts';
import type { Command } from './command.ts';
import { toGrid } from './grid.ts';

/** `id` is from `freeId(flow, 'comment')`. */
export function addComment(id: string, position: Point): Command {
  return {
    title: 'Added a comment',
    apply: (flow) =>
      withCanvas(flow, {
        comments: [...canvasOf(flow).comments, { id, text: '', position: toGrid(position) }],
      }),
  };
}

export function setComment(id: string, text: string): Command {
  return {
    title: 'Changed a comment',
    series: `comment ${id}`,
    apply: (flow: Flow) => {
      const { comments } = canvasOf(flow);
      const at = comments.findIndex((one) => one.id === id);
      const comment = comments[at];
      if (!comment || comment.text === text) return flow;
      return withCanvas(flow, { comments: comments.with(at, { ...comment, text }) });
    },
  };
}
