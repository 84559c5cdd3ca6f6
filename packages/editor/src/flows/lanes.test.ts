import { array, assert, constant, integer, nat, property, record, tuple } from 'fast-check';
import type { Catalogue } from '@throughline/flow/declaration';
import type { Flow, FlowEdge, FlowNode } from '@throughline/flow/schema';
import { catalogue as builtIn } from '@throughline/nodes/catalogue';
import { expect, it } from 'vitest';
import { createLanes } from './lanes.ts';
import { createNodeViews, inY, portY } from './node-view.ts';
import { wirePath, type Lane } from './wire-path.ts';

const catalogue: Catalogue = builtIn;
const views = createNodeViews(catalogue);

const says = (id: string, x: number, y: number): FlowNode => ({
  ...{ id, type: 'send-message', title: id, config: { text: id }, position: { x, y } },
});
const flowOf = (nodes: FlowNode[], wires: [from: string, to: string][]): Flow => ({
  ...{ schema: 1, id: 'any', title: 'Any', nodes },
  settings: {
    ...{ fallbackQueue: 'support', fallbackTexts: [], visitLimit: 50, languages: ['en'] },
    ...{ timeZone: 'UTC', reopenWithin: '7d' },
  },
  edges: wires.map(([from, to], index) => ({ id: `e${index}`, from, port: 'sent', to })),
});

const row = [0, 1, 2, 3, 4].map((n) => says(`n${n}`, n * 280, 0));
const { width, height } = views(row[0]!);

it('a wire along a row runs over or under it, each to another node by itself', () => {
  const lanes = createLanes(views)(
    flowOf(row, [
      ['n4', 'n0'],
      ['n3', 'n0'],
      ['n2', 'n1'],
      ['n0', 'n4'],
    ]),
  );
  for (const { axis, at } of lanes.values()) expect(axis === 'y' && (at < 0 || at > height)).toBe(true);
  // Those to one node come together anyway.
  expect(lanes.get('e0')).toEqual(lanes.get('e1'));
  expect(new Set(['e0', 'e2', 'e3'].map((id) => lanes.get(id)?.at)).size).toBe(3);
});

it('wires that cross in one gap are beside each other', () => {
  const nodes = [says('a', 0, 0), says('b', 0, 200), says('c', 280, 200), says('d', 280, 0)];
  const lanes = createLanes(views)(
    flowOf(nodes, [
      ['a', 'c'],
      ['b', 'd'],
    ]),
  );
  const [one, other] = [...lanes.values()];
  expect(one).toEqual({ axis: 'x', at: 250 });
  expect(other).toEqual({ axis: 'x', at: 244 });
});

it('in a grid of cards no wire passes one, wherever it leads', () => {
  const places = record({ column: nat(4), row: nat(4), down: integer({ min: 0, max: 20 }) });
  const drawings = array(places, { minLength: 2, maxLength: 20 }).chain((cards) => {
    const card = nat(cards.length - 1);
    return record({ cards: constant(cards), wires: array(tuple(card, card), { maxLength: 6 }) });
  });
  assert(
    property(drawings, ({ cards, wires }) => {
      const nodes = unique(
        cards.map(({ column, row, down }) => says(`n${column}${row}`, column * 280, row * 180 + down)),
      );
      const at = (index: number) => nodes[index % nodes.length]!;
      const flow = flowOf(
        nodes,
        wires.map(([from, to]) => [at(from).id, at(to).id]),
      );
      const lanes = createLanes(views)(flow);
      for (const edge of flow.edges) {
        const path = drawn(flow, edge, lanes.get(edge.id));
        expect(nodes.filter((node) => isOn(node, path)).map(({ id }) => id)).toEqual([]);
      }
    }),
  );
});

it('is looked at again when a card has gone elsewhere, and not for a word', () => {
  const lanes = createLanes(views);
  const flow = flowOf(row, [['n4', 'n0']]);
  const first = lanes(flow);
  const renamed = flow.nodes.map((node) => ({ ...node, title: `${node.title}!` }));
  expect(lanes({ ...flow, nodes: renamed })).toBe(first);
  const moved = flow.nodes.map((node) => (node.id === 'n2' ? says('n2', 560, 200) : node));
  expect(lanes({ ...flow, nodes: moved })).not.toBe(first);
});

function unique(nodes: FlowNode[]): FlowNode[] {
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}

type Point = { x: number; y: number };

/** The corners of the path of an edge. */
function drawn(flow: Flow, { from, to }: FlowEdge, lane: Lane | undefined): Point[] {
  const [start, end] = [from, to].map((one) => flow.nodes.find(({ id }) => id === one)?.position);
  if (!start || !end) throw new Error('It leads nowhere.');
  const ends = {
    sourceX: start.x + width,
    sourceY: start.y + portY(0),
    targetX: end.x,
    targetY: end.y + inY,
  };
  const numbers =
    wirePath(ends, lane)
      .path.match(/-?\d+(\.\d+)?/g)
      ?.map(Number) ?? [];
  return numbers.flatMap((x, index) => (index % 2 === 0 ? [{ x, y: numbers[index + 1]! }] : []));
}

/** Whether a path goes on below a card. */
function isOn({ position = { x: 0, y: 0 } }: FlowNode, path: Point[]): boolean {
  return path.slice(1).some((point, index) => {
    const before = path[index]!;
    const [left, right] = [Math.min(before.x, point.x), Math.max(before.x, point.x)];
    const [top, bottom] = [Math.min(before.y, point.y), Math.max(before.y, point.y)];
    const { x, y } = position;
    return left < x + width && right > x && top < y + height && bottom > y;
  });
}
