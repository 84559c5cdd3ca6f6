import { readFileSync } from 'node:fs';
import type { Flow, FlowEdge, FlowNode } from '../../packages/flow/src/schema.ts';

const shipped = new URL('../../workflows/support.flow.json', import.meta.url);

/**
 * A flow of that many nodes as somebody might draw it: the shipped support flow once per topic, and conditions that choose
 * the topic. What is left over are tags on the way out.
 */
export function largeFlow(count: number): Flow {
  const { nodes, edges, ...support } = JSON.parse(readFileSync(shipped, 'utf8')) as Flow;
  const [start, ...rest] = nodes;
  const first = edges.find(({ from }) => from === start?.id);
  if (!start || !first) throw new Error('The shipped flow has no beginning.');
  const parts = rest.filter(({ type }) => type !== start.type);
  const topics = Math.floor((count - 2) / (parts.length + 1));
  const over = count - 2 - topics * (parts.length + 1);
  const height = 1900;

  const drawn: FlowNode[] = [start];
  const wired: FlowEdge[] = [];
  const wire = (from: string, port: string, to: string) =>
    wired.push({ id: `${from}-${port}-${to}`, from, port, to });
  let last: [node: string, port: string] = [start.id, first.port];
  for (let topic = 1; topic <= topics; topic += 1) {
    const named = (id: string) => `${id}_${topic}`;
    const ids = new Map(parts.map(({ id }) => [id, named(id)]));
    const y = (topic - Math.ceil(topics / 2)) * height;
    const below = (at: FlowNode['position']) => ({ x: (at?.x ?? 0) + 280, y: (at?.y ?? 0) + y });
    drawn.push({
      ...{ id: named('topic'), type: 'condition', title: `Topic ${topic}` },
      config: { when: `message.text.contains("topic ${topic}")` },
      position: below({ x: 0, y: 560 }),
    });
    drawn.push(
      ...parts.map((node) => ({
        ...node,
        id: named(node.id),
        config: renamed(node.config, ids),
        position: below(node.position),
      })),
    );
    for (const { from, port, to } of edges) {
      const [a, b] = [ids.get(from), ids.get(to)];
      if (a && b) wire(a, port, b);
    }
    wire(...last, named('topic'));
    wire(named('topic'), 'yes', named(first.to));
    last = [named('topic'), 'no'];
  }
  const y = (topics / 2 + 1) * height;
  for (let n = 1; n <= over; n += 1) {
    const id = `tag_${n}`;
    drawn.push({
      ...{ id, type: 'tag', title: `Tag ${n}`, config: { tags: [`seen-${n}`] } },
      position: { x: n * 280, y },
    });
    wire(...last, id);
    last = [id, 'done'];
  }
  const person = { queue: 'support', reason: 'no topic fits' };
  drawn.push({
    id: 'nobody',
    type: 'escalate',
    title: 'Nobody knows',
    config: person,
    position: { x: (over + 1) * 280, y },
  });
  wire(...last, 'nobody');
  return { ...support, id: 'large', title: `A flow of ${drawn.length} nodes`, nodes: drawn, edges: wired };
}

/** Configs name nodes by their ids: in expressions, and alone. */
function renamed(config: FlowNode['config'], ids: ReadonlyMap<string, string>): FlowNode['config'] {
  const named = (_: string, before: string, id: string) => before + (ids.get(id) ?? id);
  const text = JSON.stringify(config).replaceAll(/(\bnodes\.|"from":")(\w+)/g, named);
  return JSON.parse(text) as FlowNode['config'];
}
