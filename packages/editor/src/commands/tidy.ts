import type { Flow } from '@throughline/flow/schema';
import { around, framed, touches, wayOut, type Box, type Size } from './boxes.ts';
import { canvasOf } from './canvas-of.ts';
import type { Command } from './command.ts';
import { toGrid } from './grid.ts';
import { inColumns } from './in-columns.ts';
import { move } from './move.ts';

/**
 * Lays the nodes out from left to right along their edges. Pinned ones stay, and the rest comes as near to them as it was. A
 * group stays together, with nobody else in its frame. Comments go along with the node beside them. Nothing lies on anything
 * else, unless it was pinned there.
 */
export function tidy(flow: Flow, sizeOf: (id: string) => Size): Command {
  const cards = layOut(flow, sizeOf);
  const places = Object.fromEntries(cards.map(({ id, x, y }) => [id, { x, y }]));
  return { title: 'Tidied up', apply: (now) => move(places).apply(now) };
}

type Card = Box & { id: string };

/** What is moved as one: a card, or those of a group with the frame around them. */
type Part = { cards: Card[]; box: Box };

/** Where everything goes that is not pinned. */
function layOut(flow: Flow, sizeOf: (id: string) => Size): Card[] {
  const { groups, pinned, comments } = canvasOf(flow);
  const drawn = flow.nodes.map(({ id, position = { x: 0, y: 0 } }): Card => ({
    id,
    ...position,
    ...sizeOf(id),
  }));
  const wanted = new Set(pinned);
  const pins = drawn.filter(({ id }) => wanted.has(id));
  const laid = onGrid(inColumns(flow, sizeOf), pins[0] ?? drawn[0]);

  const alone = new Map(laid.map((card) => [card.id, card]));
  const take = (ids: string[]) => ids.flatMap((id) => (alone.delete(id) ? [id] : []));
  const members = groups.map(({ nodes }) => new Set(take(nodes))).filter(({ size }) => size > 0);
  const held = members.filter((ids) => pins.some(({ id }) => ids.has(id)));
  const isLoose = ({ id }: Card) => alone.has(id) && !wanted.has(id);

  const fixed: Part[] = pins.filter(({ id }) => alone.has(id)).map(single);
  // Of each the frame that it has by its pins alone; the others of it are not there yet.
  const begun = held.map((ids) => framed(within(pins, ids)));
  for (const [index, ids] of held.entries()) {
    const strangers = [...fixed.map(({ box }) => box), ...begun.slice(index + 1)];
    fixed.push(aroundPins(within(laid, ids), within(pins, ids), strangers));
  }
  const loose = [
    ...laid.filter(isLoose).map(single),
    ...members.filter((ids) => !held.includes(ids)).map((ids) => grouped(apart(within(laid, ids)))),
  ];
  const taken = fixed.map(({ box }) => box);
  const put = [...fixed, ...settled(loose, taken)].flatMap(({ cards }) => cards);
  const notes = comments.map(({ id, position }) => beside({ id, ...position, ...sizeOf(id) }, drawn, put));
  return [...put.filter(({ id }) => !wanted.has(id)), ...settled(notes, taken).flatMap(({ cards }) => cards)];
}

/** All of it moved so that one card stays about where it is drawn. */
function onGrid(laid: Card[], anchor: Card | undefined): Card[] {
  const from = laid.find(({ id }) => id === anchor?.id);
  const by = from && anchor ? { x: anchor.x - from.x, y: anchor.y - from.y } : { x: 0, y: 0 };
  return laid.map((card) => ({ ...card, ...toGrid({ x: card.x + by.x, y: card.y + by.y }) }));
}

const single = (card: Card): Part => ({ cards: [card], box: card });
const grouped = (cards: Card[]): Part => ({ cards, box: framed(cards) });
const within = (cards: Card[], ids: ReadonlySet<string>) => cards.filter(({ id }) => ids.has(id));

function moved({ cards, box }: Part, { x, y }: { x: number; y: number }): Part {
  const by = <One extends Box>(one: One): One => ({ ...one, x: one.x + x, y: one.y + y });
  return { cards: cards.map(by), box: by(box) };
}

/** In the order of reading, each out of the way of what is there; `taken` has them then, too. */
function settled(parts: Part[], taken: Box[]): Part[] {
  return parts
    .toSorted(({ box: one }, { box: other }) => one.x - other.x || one.y - other.y)
    .map((part) => {
      const free = moved(part, { x: 0, y: wayOut(part.box, taken) });
      taken.push(free.box);
      return free;
    });
}

/** Cards that are near each other already, with room between them. */
function apart(cards: Card[]): Card[] {
  return settled(cards.map(single), []).flatMap((part) => part.cards);
}

/**
 * A group of which some nodes are pinned: the others come where they were laid out beside these, or else in one block next to
 * them, wherever fewest strangers get into the frame.
 */
function aroundPins(laid: Card[], pins: Card[], strangers: Box[]): Part {
  const rest = laid.filter(({ id }) => !pins.some((pin) => pin.id === id));
  const [anchor] = pins;
  const from = laid.find(({ id }) => id === anchor?.id);
  if (rest.length === 0 || !anchor || !from) return grouped(pins);
  const by = toGrid({ x: anchor.x - from.x, y: anchor.y - from.y });

  const block = apart(rest);
  const inner = around(block);
  const hull = around(pins);
  const corners = [
    { x: hull.x + hull.width + 80, y: hull.y },
    { x: hull.x, y: hull.y + hull.height + 40 },
    { x: hull.x - inner.width - 80, y: hull.y },
    { x: hull.x, y: hull.y - inner.height - 40 },
  ];
  const tries = [
    rest.map((card) => moved(single(card), by)),
    ...corners.map(({ x, y }) => [
      moved({ cards: block, box: inner }, toGrid({ x: x - inner.x, y: y - inner.y })),
    ]),
  ].map((parts) => {
    const put = settled(parts, [...pins, ...strangers]).flatMap(({ cards }) => cards);
    const group = grouped([...pins, ...put]);
    return { group, met: strangers.filter((box) => touches(box, group.box)).length };
  });
  return tries.reduce((best, one) => (one.met < best.met ? one : best)).group;
}

/** A comment keeps its place beside the card that was nearest to it. */
function beside(note: Card, before: Card[], now: Card[]): Part {
  const distance = ({ x, y }: Card) => Math.hypot(x - note.x, y - note.y);
  const nearest = before.toSorted((one, other) => distance(one) - distance(other))[0];
  const to = now.find(({ id }) => id === nearest?.id);
  const by = nearest && to ? { x: to.x - nearest.x, y: to.y - nearest.y } : { x: 0, y: 0 };
  return single({ ...note, ...toGrid({ x: note.x + by.x, y: note.y + by.y }) });
}
