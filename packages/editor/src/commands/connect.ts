import type { PortDeclaration } from '@throughline/flow/declaration';
import type { Flow } from '@throughline/flow/schema';
import { freeEdgeId } from './add-node.ts';
import type { Command } from './command.ts';

export type Wire = { from: string; port: string; to: string };

/** Wires a port to a node. A port leads to one place: where it led before, it does no more. */
export function connect({ from, port, to }: Wire): Command {
  return {
    title: 'Connected',
    apply(flow) {
      const before = flow.edges.find((edge) => edge.from === from && edge.port === port);
      if (before?.to === to || ![from, to].every((end) => flow.nodes.some(({ id }) => id === end)))
        return flow;
      const others = flow.edges.filter((edge) => edge !== before);
      return { ...flow, edges: [...others, { id: before?.id ?? freeEdgeId(flow.edges), from, port, to }] };
    },
  };
}

/** Takes an end of an edge elsewhere. */
export function reconnect(edge: string, wire: Wire): Command {
  return {
    title: 'Connected elsewhere',
    apply(flow) {
      const { from, port, to } = wire;
      const same = flow.edges.find(({ id }) => id === edge);
      if (same?.from === from && same.port === port && same.to === to) return flow;
      const rest = { ...flow, edges: flow.edges.filter(({ id }) => id !== edge) };
      const next = connect(wire).apply(rest);
      return next === rest ? flow : next;
    },
  };
}

export type Wireable = { title: string; isEntry: boolean; ports: PortDeclaration[] | undefined };

/** Why a port cannot lead there, in words; undefined when it can. `known`: what the catalogue says of a node. */
export function refusal(
  flow: Flow,
  { from, port, to }: Wire,
  known: (id: string) => Wireable | undefined,
): string | undefined {
  const [start, end] = [known(from), known(to)];
  if (!start || !end || !flow.nodes.some(({ id }) => id === to))
    return 'An edge leads from a port to a node.';
  if (start.ports && !start.ports.some(({ id }) => id === port))
    return `“${start.title}” has no port “${port}”.`;
  if (end.isEntry) return `“${end.title}” is where a turn starts: messages lead to it, no port does.`;
  if (from === to) return `“${start.title}” would lead to itself without an end.`;
  return undefined;
}
