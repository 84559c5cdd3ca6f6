import { portsOf } from '@throughline/flow/ports-of';
import type { Catalogue, PortDeclaration } from '@throughline/flow/declaration';
import type { Flow, FlowNode } from '@throughline/flow/schema';
import type { Command } from './command.ts';

/**
 * A change of a node's config that takes its wires along: where a port got another id its edge follows, and where a port is
 * gone its edge is.
 */
export function keepWires(change: Command, node: string, catalogue: Catalogue): Command {
  return {
    ...change,
    apply(flow) {
      const next = change.apply(flow);
      const before = portsIn(flow, node, catalogue);
      const after = portsIn(next, node, catalogue);
      return before && after ? rewired(next, node, movesOf(before, after)) : next;
    },
  };
}

/** The ports of a node, also of one whose config is not whole yet; undefined when they cannot be known. */
export function portsNow(node: FlowNode, catalogue: Catalogue): PortDeclaration[] | undefined {
  const declaration = Object.hasOwn(catalogue, node.type) ? catalogue[node.type] : undefined;
  if (!declaration) return undefined;
  try {
    const parsed = declaration.config.safeParse(node.config);
    return portsOf(declaration, parsed.success ? parsed.data : node.config);
  } catch {
    // A declaration that reads what is not there yet.
    return undefined;
  }
}

function portsIn({ nodes }: Flow, id: string, catalogue: Catalogue): string[] | undefined {
  const node = nodes.find((one) => one.id === id);
  return node && portsNow(node, catalogue)?.map((port) => port.id);
}

/** Where the edges of ports go that are no longer there: to the port in the same place that is new, or nowhere. */
function movesOf(before: string[], after: string[]): Map<string, string | undefined> {
  const gone = before.filter((id) => !after.includes(id));
  const sameCount = before.length === after.length;
  return new Map(
    gone.map((id) => {
      const there = after[before.indexOf(id)];
      return [id, sameCount && there !== undefined && !before.includes(there) ? there : undefined];
    }),
  );
}

function rewired(flow: Flow, node: string, moves: Map<string, string | undefined>): Flow {
  if (moves.size === 0) return flow;
  const edges = flow.edges.flatMap((edge) => {
    if (edge.from !== node || !moves.has(edge.port)) return [edge];
    const port = moves.get(edge.port);
    return port === undefined ? [] : [{ ...edge, port }];
  });
  return { ...flow, edges };
}
