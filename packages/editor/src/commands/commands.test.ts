import { array, assert, constantFrom, nat, property, record } from 'fast-check';
import type { Catalogue } from '@throughline/flow/declaration';
import { flowSchema, type Flow } from '@throughline/flow/schema';
import { catalogue as builtIn } from '@throughline/nodes/catalogue';
import { expect, it } from 'vitest';
import { addNode, newNodeId, placeAfter } from './add-node.ts';
import { align, alignments } from './align.ts';
import { type Clip, clipIds, clipOf, paste, pastedIds, readClip } from './clip.ts';
import type { Command } from './command.ts';
import { addComment, setComment } from './comments.ts';
import { commentLimits, resizeComment } from './resize-comment.ts';
import { connect, reconnect, refusal } from './connect.ts';
import { freeId } from './free-id.ts';
import { groupNodes, setGroup, ungroup } from './groups.ts';
import { emptyHistory, redo, run, undo } from './history.ts';
import { move } from './move.ts';
import { pin } from './pin.ts';
import { remove } from './remove.ts';
import { renameNode } from './rename-node.ts';
import { setConfig } from './set-config.ts';
import { tidy } from './tidy.ts';

const catalogue: Catalogue = builtIn;

const begin = (): Flow => ({
  schema: 1,
  id: 'drawn',
  title: 'Drawn',
  settings: {
    fallbackQueue: 'support',
    fallbackTexts: [],
    visitLimit: 50,
    languages: ['en'],
    timeZone: 'UTC',
    reopenWithin: '7d',
  },
  nodes: [
    { id: 'start', type: 'ingest', title: 'A customer writes', config: {}, position: { x: 0, y: 0 } },
    { id: 'look', type: 'retrieve-knowledge', title: 'Look', config: {}, position: { x: 280, y: 0 } },
    {
      id: 'answer',
      type: 'answer',
      title: 'Answer',
      config: { from: 'look', instructions: 'look' },
      position: { x: 560, y: 0 },
    },
    {
      id: 'say',
      type: 'send-message',
      title: 'Say',
      config: { text: 'look: {{ nodes.look.output.count }} {{ nodes.looked }}' },
      position: { x: 840, y: 0 },
    },
  ],
  edges: [
    { id: 'e1', from: 'start', port: 'started', to: 'look' },
    { id: 'e2', from: 'look', port: 'found', to: 'answer' },
  ],
});

const nothing: Clip = { throughline: 'nodes', nodes: [], edges: [] };
const sizeOf = () => ({ width: 220, height: 100 });

function read(text: string): Clip {
  const pasted = readClip(text);
  if (!pasted?.ok) throw new Error('nothing was copied');
  return pasted.clip;
}

/** Any edit, of what is there and of what is not. */
const anyCommand = nat(3).chain((at) =>
  record({
    of: constantFrom('start', 'look', 'answer', 'say', 'gone'),
    other: constantFrom('look', 'say', 'gone'),
    kind: nat(14),
  }).map(({ of, other, kind }) => (flow: Flow): Command => {
    const declaration = Object.values(catalogue)[at * 5] ?? builtIn.ingest;
    const clip = clipOf(flow, [of, other]) ?? nothing;
    const all: Command[] = [
      addNode({
        id: newNodeId(flow, declaration.type),
        declaration,
        position: placeAfter(flow, of),
        from: { node: of, port: 'found' },
        firstPort: 'sent',
      }),
      move({ [of]: { x: at * 20, y: 40 } }),
      remove({ nodes: [of], edges: ['e1'] }),
      connect({ from: of, port: 'found', to: other }),
      reconnect('e2', { from: of, port: 'nothing', to: other }),
      paste(clip, {
        ids: pastedIds(flow, clip),
        by: { x: 20, y: 20 },
        catalogue,
      }),
      addComment(freeId(flow, 'comment'), { x: 3, y: 4 }),
      setComment('comment', `said ${at}`),
      resizeComment('comment', { width: at * 97, height: at * 31 }),
      groupNodes(freeId(flow, 'group'), [of, other]),
      setGroup('group', { title: 'Named', colour: 'red' }),
      ungroup([of]),
      pin([of, other], at % 2 === 0),
      renameNode(of, `Title ${at}`),
      setConfig(of, 'text', at === 0 ? undefined : `text ${at}`),
    ];
    return all[kind] ?? move({});
  }),
);

it('whatever is drawn can be kept in a file, and undone and done again', () => {
  assert(
    property(array(anyCommand, { maxLength: 30 }), (commands) => {
      let edited = { flow: begin(), history: emptyHistory };
      const begun = edited.flow;
      for (const command of commands) {
        edited = run(command(edited.flow), edited);
        const there = new Set(edited.flow.nodes.map(({ id }) => id));
        expect(edited.flow.edges.filter(({ from, to }) => !there.has(from) || !there.has(to))).toEqual([]);
      }
      expect(flowSchema.safeParse(edited.flow).error).toBeUndefined();
      const last = edited.flow;
      while (edited.history.past.length > 0) edited = undo(edited);
      expect(edited.flow).toBe(begun);
      while (edited.history.future.length > 0) edited = redo(edited);
      expect(edited.flow).toBe(last);
    }),
  );
});

it('a comment is drawn larger within limits; a drag is one edit, and the same size is none', () => {
  let edited = { flow: addComment('note', { x: 0, y: 0 }).apply(begin()), history: emptyHistory };
  const before = edited.flow;
  for (const width of [230, 260.4, 300.6]) edited = run(resizeComment('note', { width, height: 10 }), edited);
  const sizeOf = (flow: Flow) => flow.canvas?.comments.find(({ id }) => id === 'note')?.size;
  expect(sizeOf(edited.flow)).toEqual({ width: 301, height: commentLimits.height.least });
  expect(edited.history.past).toHaveLength(1);
  expect(resizeComment('note', { width: 301, height: 10 }).apply(edited.flow)).toBe(edited.flow);
  expect(resizeComment('nobody', { width: 301, height: 10 }).apply(edited.flow)).toBe(edited.flow);
  expect(undo(edited).flow).toBe(before);
  expect(sizeOf(resizeComment('note', { width: 9e9, height: 9e9 }).apply(before))).toEqual({
    width: commentLimits.width.most,
    height: commentLimits.height.most,
  });
});

it('a node put after a port takes the way on from there', () => {
  const flow = begin();
  const added = addNode({
    id: 'new',
    declaration: builtIn.condition,
    position: { x: 0, y: 0 },
    from: { node: 'start', port: 'started' },
    firstPort: 'yes',
  }).apply(flow);
  expect(added.edges.map(({ from, port, to }) => `${from}.${port} > ${to}`)).toEqual([
    'look.found > answer',
    'start.started > new',
    'new.yes > look',
  ]);
});

it('what is pasted reads its own nodes, and those of the flow where it has none', () => {
  const flow = begin();
  const clip = read(JSON.stringify(clipOf(flow, ['look', 'answer', 'say'])));
  const pasted = paste(clip, { ids: pastedIds(flow, clip), by: { x: 0, y: 200 }, catalogue }).apply(flow);
  const [look, answer, say] = pasted.nodes.slice(4);
  expect(look?.id).toBe('look2');
  // A text that happens to be a node's id is a text.
  expect(answer?.config).toEqual({ from: 'look2', instructions: 'look' });
  expect(say?.config).toEqual({ text: 'look: {{ nodes.look2.output.count }} {{ nodes.looked }}' });
  expect(pasted.edges.slice(2).map(({ from, port, to }) => `${from}.${port} > ${to}`)).toEqual([
    'look2.found > answer2',
  ]);
});

it('a whole flow can be pasted; of what is none only that which was meant to be one is refused', () => {
  expect(read(JSON.stringify(begin())).nodes).toHaveLength(4);
  for (const text of ['', 'hello', '{}', '[1]', '{"nodes', 'say "nodes": 1', '{"throughline":"cases"}'])
    expect(readClip(text)).toBeUndefined();
  const why = (text: string) => {
    const pasted = readClip(text);
    return pasted?.ok === false ? pasted.text : pasted;
  };
  expect(why('{"throughline":"nodes","nodes":[{"id":"a b"}],"edges":[]}')).toMatch(
    /^nodes › 1 › id: Use up to/,
  );
  expect(why('{"throughline":"nodes","nodes":[')).toMatch(/^It is not JSON/);
  expect(why('{"nodes":5}')).toMatch(/^nodes: /);
  expect(why('{"nodes":[]}')).toBe('It has no nodes.');
  const [node] = begin().nodes;
  expect(why(JSON.stringify({ nodes: [node, node] }))).toBe('It has the id “start” twice.');
});

it('what is pasted leads nowhere but to itself', () => {
  const flow = begin();
  const [, look] = flow.nodes;
  const clip = read(
    JSON.stringify({
      ...{ nodes: [look], edges: flow.edges },
      canvas: { groups: [{ id: 'words', title: 'Words', colour: 'blue', nodes: ['look', 'say'] }] },
    }),
  );
  const pasted = paste(clip, { ids: pastedIds(flow, clip), by: { x: 0, y: 200 }, catalogue }).apply(flow);
  expect(pasted.edges).toEqual(flow.edges);
  expect(pasted.canvas?.groups.map(({ nodes }) => nodes)).toEqual([['look2']]);
});

it('what is pasted has a title of its own, as what is added has', () => {
  const titles = (flow: Flow) => flow.nodes.slice(4).map(({ title }) => title);
  const twice = (flow: Flow) => {
    const clip = clipOf(flow, ['look', 'look2']) ?? nothing;
    return paste(clip, { ids: pastedIds(flow, clip), by: { x: 0, y: 200 }, catalogue }).apply(flow);
  };
  expect(titles(twice(begin()))).toEqual(['Look 2']);
  expect(titles(twice(twice(begin())))).toEqual(['Look 2', 'Look 3', 'Look 4']);
});

it('what is cut is what was copied: of a group its nodes, too', () => {
  const flow = groupNodes('group', ['look', 'answer']).apply(begin());
  const clip = clipOf(flow, ['group']) ?? nothing;
  const cut = remove({ nodes: clipIds(clip), edges: [] }).apply(flow);
  expect(cut.nodes.map(({ id }) => id)).toEqual(['start', 'say']);
  expect(cut.canvas).toBeUndefined();
  const back = paste(clip, { ids: pastedIds(cut, clip), by: { x: 0, y: 0 }, catalogue }).apply(cut);
  expect(back.nodes.map(({ id }) => id).toSorted()).toEqual(flow.nodes.map(({ id }) => id).toSorted());
  expect(back.canvas).toEqual(flow.canvas);
});

it('says why a port cannot lead somewhere', () => {
  const flow = begin();
  const known = (id: string) => {
    const node = flow.nodes.find((one) => one.id === id);
    return (
      node && { title: node.title, isEntry: node.type === 'ingest', ports: [{ id: 'found', title: 'Found' }] }
    );
  };
  const why = (from: string, port: string, to: string) => refusal(flow, { from, port, to }, known);
  expect(why('look', 'found', 'say')).toBeUndefined();
  expect(why('look', 'lost', 'say')).toContain('no port “lost”');
  expect(why('look', 'found', 'start')).toContain('where a turn starts');
  expect(why('look', 'found', 'look')).toContain('itself');
  expect(why('look', 'found', 'gone')).toContain('to a node');
});

it('tidies up from left to right, and leaves what is pinned', () => {
  const flow = pin(['answer'], true).apply({
    ...begin(),
    nodes: begin().nodes.map((node) => ({ ...node, position: { x: 900, y: 900 } })),
  });
  const { nodes } = tidy(flow, sizeOf).apply(flow);
  const x = (id: string) => nodes.find((node) => node.id === id)?.position?.x ?? 0;
  expect(nodes.find(({ id }) => id === 'answer')?.position).toEqual({ x: 900, y: 900 });
  expect(x('start')).toBeLessThan(x('look'));
  expect(x('look')).toBeLessThan(x('answer'));
});

it.each(alignments)('aligns: %s', (how) => {
  const flow = begin();
  const boxes = [
    { id: 'start', x: 0, y: 0, width: 100, height: 40 },
    { id: 'look', x: 300, y: 100, width: 100, height: 40 },
    { id: 'answer', x: 340, y: 400, width: 100, height: 40 },
  ];
  const { nodes } = align(boxes, how).apply(flow);
  const places = nodes.slice(0, 3).map(({ position }) => position ?? { x: 0, y: 0 });
  const [first = 0, second = 0, third = 0] = places.map(({ x, y }) =>
    /left|centre|right|spread-x/.test(how) ? x : y,
  );
  // In a line, or with the same space between them, to a step of the grid.
  const [gap, other] = [second - first, third - second];
  expect(how.startsWith('spread') ? gap : 1).toBeGreaterThan(0);
  expect(
    Math.abs(how.startsWith('spread') ? gap - other : Math.abs(gap) + Math.abs(other)),
  ).toBeLessThanOrEqual(20);
});
