import { createContext, useContext } from 'react';
import type { Flow } from '@throughline/flow/schema';
import type { Wireable } from '../commands/connect.ts';
import type { NodeViews } from './node-view.ts';

export const NodeViewsContext = createContext<NodeViews | undefined>(undefined);

export function useNodeViews(): NodeViews {
  const views = useContext(NodeViewsContext);
  if (!views) throw new Error('This part is for a flow that is open.');
  return views;
}

/** What wiring has to know of a node. */
export function wireableOf(flow: Flow, id: string, views: NodeViews): Wireable | undefined {
  const node = flow.nodes.find((one) => one.id === id);
  if (!node) return undefined;
  const { declaration, ports } = views(node);
  return { title: node.title, isEntry: declaration?.entry === true, ports };
}
