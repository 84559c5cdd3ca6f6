import type { Catalogue, NodeDeclaration, PortDeclaration } from '@throughline/flow/declaration';
import type { FlowNode } from '@throughline/flow/schema';
import { portsNow } from '../commands/keep-wires.ts';

/** What the canvas shows of a node. */
export type NodeView = {
  declaration: NodeDeclaration | undefined;
  /** Undefined while the config does not say which. */
  ports: PortDeclaration[] | undefined;
  /** Its most telling setting, in a line. */
  summary: string;
  width: number;
  height: number;
};

export type NodeViews = (node: FlowNode) => NodeView;

const width = 220;
const headHeight = 56;
export const portHeight = 24;
const foot = 6;

/** Views are kept for as long as their node is as it is: an edit makes a new node, and only that one is looked at again. */
export function createNodeViews(catalogue: Catalogue, before: LastPorts = new Map()): NodeViews {
  const views = new WeakMap<FlowNode, NodeView>();
  return (node) => {
    const known = views.get(node);
    if (known) return known;
    const ports = portsNow(node, catalogue);
    // While the server is asked about a config that is being written, the ports of before stay.
    const view = viewOf(node, catalogue, ports ?? before.get(node.id));
    if (ports) before.set(node.id, ports);
    views.set(node, view);
    return view;
  };
}

/** The ports that nodes had when they were last known, by node. */
export type LastPorts = Map<string, PortDeclaration[]>;

/** Where wires come in, from the top of a node. */
export const inY = 28;

/** Middle of a port's row, from the top of its node. */
export function portY(index: number): number {
  return headHeight + index * portHeight + portHeight / 2;
}

function viewOf(node: FlowNode, catalogue: Catalogue, ports: PortDeclaration[] | undefined): NodeView {
  const declaration = Object.hasOwn(catalogue, node.type) ? catalogue[node.type] : undefined;
  const rows = ports?.length ?? 0;
  const height = headHeight + rows * portHeight + (rows > 0 ? foot : 0);
  return { declaration, ports, summary: summaryOf(node, declaration), width, height };
}

function summaryOf({ type, config }: FlowNode, declaration: NodeDeclaration | undefined): string {
  if (!declaration) return `Unknown type “${type}”`;
  for (const value of Object.values(config)) {
    if (typeof value === 'string' && value.trim() !== '')
      return value.trim().replaceAll(/\s+/g, ' ').slice(0, 120);
    if (Array.isArray(value) && value.length > 0) return listed(value);
  }
  return declaration.title;
}

function listed(values: unknown[]): string {
  const words = values.map((value) => {
    if (typeof value !== 'object' || value === null) return String(value);
    const { title, name, label, id } = value as { [field: string]: unknown };
    return [title, name, label, id].find((word) => typeof word === 'string') ?? '';
  });
  return words.filter(Boolean).join(' · ').slice(0, 120);
}
