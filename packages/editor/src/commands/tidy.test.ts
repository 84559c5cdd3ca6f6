import { array, assert, boolean, integer, nat, property, record, tuple } from 'fast-check';
import type { Flow } from '@throughline/flow/schema';
import { expect, it } from 'vitest';
import { framed, type Box } from './boxes.ts';
import { tidy } from './tidy.ts';

const anyPlace = record({ x: integer({ min: -400, max: 1600 }), y: integer({ min: -400, max: 1200 }) });

/** A flow of any nodes, wired anyhow, some of them pinned, some in groups, with remarks beside them. */
const anyDrawing = array(record({ position: anyPlace, pinned: boolean(), group: nat(4), ports: nat(8) }), {
  minLength: 1,
  maxLength: 16,
}).chain((nodes) =>
  tuple(
    array(tuple(nat(nodes.length - 1), nat(nodes.length - 1)), { maxLength: 24 }),
    array(anyPlace, { maxLength: 4 }),
    boolean(),
  ).map(([wires, comments, pins]) => {
    const groups = [1, 2, 3].flatMap((n) => {
      const members = nodes.flatMap(({ group }, index) => (group === n ? [`n${index}`] : []));
      return members.length > 0 ? [{ id: `g${n}`, title: 'G', colour: 'blue' as const, nodes: members }] : [];
    });
    const flow: Flow = {
      ...{ schema: 1, id: 'any', title: 'Any' },
      settings: {
        ...{ fallbackQueue: 'support', fallbackTexts: [], visitLimit: 50, languages: ['en'] },
        ...{ timeZone: 'UTC', reopenWithin: '7d' },
      },
      nodes: nodes.map(({ position }, index) => ({
        ...{ id: `n${index}`, type: 'tag', title: `${index}`, config: {}, position },
      })),
      edges: wires.map(([from, to], index) => ({
        id: `e${index}`,
        from: `n${from}`,
        port: 'a',
        to: `n${to}`,
      })),
      canvas: {
        comments: comments.map((position, index) => ({ id: `c${index}`, text: '', position })),
        groups,
        pinned: pins ? nodes.flatMap(({ pinned }, index) => (pinned ? [`n${index}`] : [])) : [],
      },
    };
    const heights = new Map(nodes.map(({ ports }, index) => [`n${index}`, 56 + ports * 24]));
    return { flow, sizeOf: (id: string) => ({ width: 220, height: heights.get(id) ?? 100 }) };
  }),
);

it('puts nothing onto anything, leaves what is pinned, and lets no stranger into a group', () => {
  assert(
    property(anyDrawing, ({ flow, sizeOf }) => {
      const { nodes, canvas } = tidy(flow, sizeOf).apply(flow);
      const pinned = new Set(canvas?.pinned);
      const isPinned = ({ id }: { id: string }) => pinned.has(id);
      expect(nodes.filter(isPinned)).toEqual(flow.nodes.filter(isPinned));
      const loose = nodes.filter((node) => !isPinned(node));
      expect(loose.filter(({ position: { x, y } = { x: 1, y: 1 } }) => x % 20 || y % 20)).toEqual([]);

      const boxes = [...nodes, ...(canvas?.comments ?? [])].map(({ id, position = { x: 0, y: 0 } }) => ({
        ...{ id, ...position, ...sizeOf(id) },
      }));
      const met = pairs(boxes).filter(
        ([one, other]) => isOver(one, other) && !(pinned.has(one.id) && pinned.has(other.id)),
      );
      expect(met).toEqual([]);

      const groups = canvas?.groups ?? [];
      const heldGroups = groups.filter((group) => group.nodes.some((id) => pinned.has(id)));
      // What is pinned within the group of something else that is pinned is where it was wanted, with its own group.
      const wanted = new Set([...pinned, ...heldGroups.flatMap((group) => group.nodes)]);
      const frames = groups.map((group) => ({
        box: framed(boxes.filter(({ id }) => group.nodes.includes(id))),
        isHeld: heldGroups.includes(group),
        strangers: boxes.filter(({ id }) => !group.nodes.includes(id)),
      }));
      for (const { box, isHeld, strangers } of frames)
        expect(strangers.filter((one) => isOver(one, box) && !(isHeld && wanted.has(one.id)))).toEqual([]);
      for (const [one, other] of pairs(frames))
        expect(isOver(one.box, other.box) && !(one.isHeld && other.isHeld)).toBe(false);
    }),
    { numRuns: 400 },
  );
});

function pairs<One>(all: One[]): [One, One][] {
  return all.flatMap((one, index) => all.slice(index + 1).map((other): [One, One] => [one, other]));
}

function isOver(one: Box, other: Box): boolean {
  const isAcross = one.x < other.x + other.width && other.x < one.x + one.width;
  return isAcross && one.y < other.y + other.height && other.y < one.y + one.height;
}
