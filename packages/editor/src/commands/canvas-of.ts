import type { Flow, FlowCanvas } from '@throughline/flow/schema';

const nothing: FlowCanvas = { comments: [], groups: [], pinned: [] };

/** What is drawn beside nodes and edges. */
export function canvasOf({ canvas }: Pick<Flow, 'canvas'>): FlowCanvas {
  return canvas ?? nothing;
}

/** The flow with something else drawn beside its nodes; where nothing is left, the file has no word of it. */
export function withCanvas(flow: Flow, change: Partial<FlowCanvas>): Flow {
  const canvas = { ...canvasOf(flow), ...change };
  const isEmpty = canvas.comments.length + canvas.groups.length + canvas.pinned.length === 0;
  const { canvas: _, ...rest } = flow;
  return isEmpty ? rest : { ...rest, canvas };
}
