import { createContext, useContext } from 'react';
import type { Mark, Marks } from './comparison.ts';

/** What became of nodes and edges, where two flows are compared. */
export const MarksContext = createContext<Marks | undefined>(undefined);

/** Whether two flows are compared: what was simulated is of neither. */
export function useIsCompared(): boolean {
  return useContext(MarksContext) !== undefined;
}

export function useNodeMark(id: string): Mark | undefined {
  return useContext(MarksContext)?.nodes.get(id);
}

export function useEdgeMark(id: string): Mark | undefined {
  return useContext(MarksContext)?.edges.get(id);
}
