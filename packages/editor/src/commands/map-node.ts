import type { Flow, FlowNode } from '@throughline/flow/schema';

/** The flow with one of its nodes changed; the same flow when that changed nothing. */
export function mapNode(flow: Flow, id: string, change: (node: FlowNode) => FlowNode): Flow {
  const at = flow.nodes.findIndex((node) => node.id === id);
  const node = flow.nodes[at];
  if (!node) return flow;
  const changed = change(node);
  return changed === node ? flow : { ...flow, nodes: flow.nodes.with(at, changed) };
}
