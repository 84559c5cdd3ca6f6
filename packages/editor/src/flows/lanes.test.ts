import { array, assert, integer, nat, property, record, tuple } from 'fast-check';
import type { Catalogue } from '@throughline/flow/declaration';
import type { Flow, FlowNode } from '@throughline/flow/schema';
import { catalogue as builtIn } from '@throughline/nodes/catalogue';
import { expect, it } from 'vitest';
import { createLanes } from './lanes.ts';
import { createNodeViews } from './node-view.ts';

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
const { height } = views(row[0]!);

it('a wire back along a row runs over or under it, each to another node by itself', () => {
  const lanes = createLanes(views)(
    flowOf(row, [
      ['n0', 'n1'],
      ['n4', 'n0'],
      ['n3', 'n0'],
      ['n2', 'n1'],
    ]),
  );
  expect([...lanes.keys()]).toEqual(['e1', 'e2', 'e3']);
  for (const y of lanes.values()) expect(y < 0 || y > height).toBe(true);
  // Those to one node come together anyway.
  expect(lanes.get('e1')).toBe(lanes.get('e2'));
  expect(lanes.get('e3')).not.toBe(lanes.get('e1'));
});

it('in a grid of cards no wire passes one, wherever it leads', () => {
  const places = record({ column: nat(4), row: nat(4), down: integer({ min: 0, max: 20 }) });
  assert(
    property(
      array(places, { minLength: 2, maxLength: 20 }).chain((cards) =>
        tuple(
          array(tuple(nat(cards.length - 1), nat(cards.length - 1)), { maxLength: 6 }).map((wires) => wires),
        ).map(([wires]) => ({ cards, wires })),
      ),
      ({ cards, wires }) => {
        const nodes = [
          ...new Map(
            cards.map(({ column, row, down }) => [
              `${column} ${row}`,
              says(`n${column}${row}`, column * 280, row * 180 + down),
            ]),
          ).values(),
        ];
        const at = (index: number) => nodes[index % nodes.length]!;
        const flow = flowOf(
          nodes,
          wires.map(([from, to]) => [at(from).id, at(to).id]),
        );
        for (const [id, y] of createLanes(views)(flow)) {
          const edge = flow.edges.find((one) => one.id === id)!;
          const [start, end] = [edge.from, edge.to].map(
            (one) => nodes.find((node) => node.id === one)!.position!,
          );
          const [left, right] = [end!.x - 24, start!.x + 220 + 24];
          for (const { position } of nodes) {
            const isAcross = position!.x < right && position!.x + 220 > left;
            expect(isAcross && y > position!.y && y < position!.y + height).toBe(false);
          }
        }
      },
    ),
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
