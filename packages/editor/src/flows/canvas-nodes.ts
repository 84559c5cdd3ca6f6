import { Position, type Edge, type Node } from '@xyflow/react';
import type { CanvasComment, CanvasGroup, Flow, FlowNode } from '@throughline/flow/schema';
import type { Point } from '../commands/add-node.ts';
import { framed, type Box } from '../commands/boxes.ts';
import { canvasOf } from '../commands/canvas-of.ts';
import { counted } from '../ui/counted.ts';
import { createLanes } from './lanes.ts';
import { inY, portY, type NodeView, type NodeViews } from './node-view.ts';
import type { Lane } from './wire-path.ts';

export type StepNode = Node<{ node: FlowNode; view: NodeView; isPinned: boolean }, 'step'>;
export type CommentNode = Node<{ comment: CanvasComment }, 'comment'>;
export type GroupNode = Node<{ group: CanvasGroup }, 'group-frame'>;
export type CanvasNode = StepNode | CommentNode | GroupNode;
export type WireEdge = Edge<{ port: string; title: string; lane: Lane | undefined }, 'wire'>;

export type Places = { [id: string]: Point };
type Chosen = { nodes: ReadonlySet<string>; edges: ReadonlySet<string> };
type Moving = { places: Places; selected: ReadonlySet<string> };

export const commentSize = { width: 220, height: 100 };

/**
 * Tab stops at what is chosen, and passes the rest: of a hundred nodes and wires, keys reach the others by `f`, by Alt and an
 * arrow, and by the wires of the chosen node.
 */
function tabStop(is: boolean) {
  return { domAttributes: { tabIndex: is ? 0 : -1 } };
}

/**
 * What React Flow draws of a flow. A node that did not change is the same object as the last time, so that only what did is
 * drawn again. Sizes and ports are told, not measured: nothing jumps, and what is out of sight has its edges.
 */
export function createCanvasNodes(views: NodeViews) {
  const steps = createReuse<StepNode>();
  const comments = createReuse<CommentNode>();
  const groups = createReuse<GroupNode>();

  return (flow: Flow, { places, selected }: Moving): CanvasNode[] => {
    const canvas = canvasOf(flow);
    const pinned = new Set(canvas.pinned);
    const first = selected.size === 0 ? flow.nodes[0]?.id : undefined;
    const at = ({ id, position = { x: 0, y: 0 } }: FlowNode | CanvasComment) => places[id] ?? position;
    return [
      ...canvas.groups.map((group) => {
        const box = frameOf(flow, group, places, views);
        const { id } = group;
        const isSelected = selected.has(id);
        return groups(group, [box.x, box.y, box.width, box.height, isSelected], () => ({
          ...groupNode(group, box, isSelected),
          ...tabStop(isSelected),
        }));
      }),
      ...flow.nodes.map((node) => {
        const [place, isSelected, isPinned] = [at(node), selected.has(node.id), pinned.has(node.id)];
        const isStop = isSelected || node.id === first;
        return steps(node, [place.x, place.y, isSelected, isPinned, isStop], () => ({
          ...stepNode(node, views(node), { place, isSelected, isPinned }),
          ...tabStop(isStop),
        }));
      }),
      ...canvas.comments.map((comment) => {
        const [place, isSelected] = [at(comment), selected.has(comment.id)];
        return comments(comment, [place.x, place.y, isSelected], () => ({
          ...commentNode(comment, place, isSelected),
          ...tabStop(isSelected),
        }));
      }),
    ];
  };
}

export function createCanvasEdges(views: NodeViews) {
  const wires = createReuse<WireEdge>();
  const lanesOf = createLanes(views);
  return (flow: Flow, { nodes, edges }: Chosen): WireEdge[] => {
    const byId = new Map(flow.nodes.map((node) => [node.id, node]));
    const lanes = lanesOf(flow);
    const titleOf = (id: string) => byId.get(id)?.title ?? id;
    return flow.edges.map((edge) => {
      const { id, from, port, to } = edge;
      const isSelected = edges.has(id);
      const isStop = isSelected || nodes.has(from);
      const start = byId.get(from);
      const title = (start && views(start).ports?.find((one) => one.id === port)?.title) ?? port;
      const label = `From ${titleOf(from)}, port ${title}, to ${titleOf(to)}`;
      const lane = lanes.get(id);
      return wires(edge, [isSelected, isStop, label, lane?.axis, lane?.at], () => ({
        ...{ id, type: 'wire', source: from, sourceHandle: port, target: to, targetHandle: 'in' },
        selected: isSelected,
        ...tabStop(isStop),
        data: { port, title, lane },
        ariaLabel: label,
        ariaRole: 'button',
      }));
    });
  };
}

function stepNode(
  node: FlowNode,
  view: NodeView,
  { place, isSelected, isPinned }: { place: Point; isSelected: boolean; isPinned: boolean },
): StepNode {
  const { width, height, ports = [], declaration } = view;
  const target = { id: 'in', type: 'target' as const, position: Position.Left, x: 0, y: inY };
  const sources = ports.map(({ id }, index) => ({
    ...{ id, type: 'source' as const, position: Position.Right },
    ...{ x: width, y: portY(index) },
  }));
  return {
    ...{ id: node.id, type: 'step', position: place, width, height, measured: { width, height } },
    selected: isSelected,
    data: { node, view, isPinned },
    handles: declaration?.entry ? sources : [target, ...sources],
    ariaLabel: `${node.title}, ${declaration?.title ?? node.type}`,
  };
}

function commentNode(comment: CanvasComment, position: Point, selected: boolean): CommentNode {
  const { width, height } = comment.size ?? commentSize;
  return {
    ...{ id: comment.id, type: 'comment', position, width, height, measured: { width, height }, selected },
    data: { comment },
    ariaLabel: `Comment: ${comment.text}`,
  };
}

function groupNode(group: CanvasGroup, box: Box, selected: boolean): GroupNode {
  const { x, y, width, height } = box;
  return {
    ...{ id: group.id, type: 'group-frame', position: { x, y }, width, height, measured: { width, height } },
    selected,
    zIndex: -1,
    data: { group },
    ariaLabel: `Group ${group.title}, ${counted(group.nodes.length, 'node')}`,
  };
}

/** The frame around a group's nodes, where they are drawn now. */
export function frameOf({ nodes }: Flow, group: CanvasGroup, places: Places, views: NodeViews): Box {
  const members = new Set(group.nodes);
  return framed(
    nodes.flatMap((node) => {
      if (!members.has(node.id)) return [];
      const { width, height } = views(node);
      return [{ ...(places[node.id] ?? node.position ?? { x: 0, y: 0 }), width, height }];
    }),
  );
}

/** Gives the drawn object of before for what is the same and is drawn the same. */
function createReuse<Drawn>() {
  const known = new WeakMap<object, { marks: unknown[]; drawn: Drawn }>();
  return (source: object, marks: unknown[], draw: () => Drawn): Drawn => {
    const before = known.get(source);
    if (before && before.marks.every((mark, index) => mark === marks[index])) return before.drawn;
    const drawn = draw();
    known.set(source, { marks, drawn });
    return drawn;
  };
}
