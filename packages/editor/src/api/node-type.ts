import type { DeclarationData } from '@throughline/flow/declaration-data';

export type NodeType = DeclarationData & { builtIn: boolean };

/** A flow that uses a type of node, live or as a draft of who asks. */
export type NodeUse = {
  flowId: string;
  title: string;
  where: 'live' | 'draft';
  nodes: { id: string; title: string }[];
};
