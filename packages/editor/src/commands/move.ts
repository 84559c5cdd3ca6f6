import type { Command } from './command.ts';
import type { Point } from './add-node.ts';
import { canvasOf, withCanvas } from './canvas-of.ts';

/** Puts nodes and comments where they were dragged; `places` by id. */
export function move(places: { [id: string]: Point }, series?: string): Command {
  const count = Object.keys(places).length;
  return {
    title: count === 1 ? 'Moved' : `Moved ${count}`,
    ...(series && { series }),
    apply(flow) {
      const moved = <One extends { id: string; position?: Point | undefined }>(one: One): One => {
        const to = Object.hasOwn(places, one.id) ? places[one.id] : undefined;
        return !to || (one.position?.x === to.x && one.position.y === to.y) ? one : { ...one, position: to };
      };
      const nodes = flow.nodes.map(moved);
      const comments = canvasOf(flow).comments.map(moved);
      const isMoved = nodes.some((node, at) => node !== flow.nodes[at]);
      const isNoted = comments.some((comment, at) => comment !== flow.canvas?.comments[at]);
      if (!isMoved && !isNoted) return flow;
      const next = isMoved ? { ...flow, nodes } : flow;
      return isNoted ? withCanvas(next, { comments }) : next;
    },
  };
}
