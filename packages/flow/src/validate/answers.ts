import type { PortDeclaration } from '../declaration.ts';
import type { Context, KnownNode, Rule } from './context.ts';
import type { Issue } from './issue.ts';
import { issue } from './issue.ts';

/**
 * Ends at which a customer who wrote has got nothing: the ways from an entry along which no node says something, hands over
 * or closes. (When it happens to a case, `step` hands over to the fallback queue.) After a node that waits, a way is only
 * perhaps one of a customer who wrote (silence leads on, too), so there it is a warning. Left out are ports named `error`
 * without an edge, which lead to the fallback queue, and required ports, of which another rule speaks.
 */
export const answers: Rule = (context) => {
  const seen = new Set<string>();
  const waiting: Way[] = context.entries.map((node) => ({ node, turn: 'message', path: [node.title] }));
  const found: Issue[] = [];
  // First in, first out: the way that is shown is the shortest.
  for (let at = 0; at < waiting.length; at++) {
    const way = waiting[at];
    if (!way) break;
    const key = `${way.node.id} ${way.turn}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const port of unanswered(way.node)) {
      const edge = port && context.edgesFrom(way.node.id).find((other) => other.port === port.id);
      const next = edge && context.nodes.get(edge.to);
      if (next)
        waiting.push({
          node: next,
          turn: way.node.declaration?.waits ? 'perhaps' : way.turn,
          path: [...way.path, next.title].slice(-6),
        });
      else if (!(
        way.node.declaration?.waits ||
        port?.id === 'error' ||
        port?.required ||
        leadsOn(context, way.node, port)
      ))
        found.push(deadEnd(way, port));
    }
  }
  const certain = new Set(found.filter(({ code }) => code === 'path.no-answer').map(placeOf));
  return found.filter((one) => one.code === 'path.no-answer' || !certain.has(placeOf(one)));
};

type Way = { node: KnownNode; turn: 'message' | 'perhaps'; path: string[] };

/** Ports by which the node leaves without having given the customer anything; undefined stands for a node without ports. */
function unanswered({ declaration, ports }: KnownNode): (PortDeclaration | undefined)[] {
  // Of what is not known nothing is claimed.
  if (!declaration || !ports) return [];
  const { answers: gives } = declaration;
  if (gives === 'closes' || (gives && ports.length === 0)) return [];
  if (ports.length === 0) return [undefined];
  // What was said before the wait answers nothing that the customer writes after it.
  if (declaration.waits && gives !== 'hands-over') return ports;
  const byPort = ports.some(({ says }) => says);
  return ports.filter(({ id, says }) => {
    if (says) return false;
    // A node that declares ports that say, says on no other; a node that failed has said nothing.
    return gives === undefined || id === 'error' || (gives === 'says' && byPort);
  });
}

/** Wired to a node that does not exist: another rule says so. */
function leadsOn({ flow }: Context, node: KnownNode, port: PortDeclaration | undefined): boolean {
  return port !== undefined && flow.edges.some((edge) => edge.from === node.id && edge.port === port.id);
}

function deadEnd({ node, turn, path }: Way, port: PortDeclaration | undefined): Issue {
  const way = path.map((title) => `"${title}"`).join(' → ');
  const end = port ? `ends at its port "${port.title}"` : 'ends there';
  const code = turn === 'message' ? 'path.no-answer' : 'path.may-have-no-answer';
  const text = `The way ${way} ${end} and leaves the customer without an answer.`;
  return issue(code, { node: node.id, ...(port ? { port: port.id } : {}), text });
}

function placeOf({ node, port }: Issue): string {
  return `${node} ${port}`;
}
