import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from './canonical.ts';
import type { FieldChange, FlowDiff } from './diff-flows.ts';
import { diffFlows, isEqual, isSameVersion } from './diff-flows.ts';
import { flowHash } from './flow-hash.ts';
import type { Flow, FlowNode } from './schema.ts';
import { catalogue, flowOf } from './testing/catalogue.ts';

const flow = flowOf(
  {
    ask: 'start',
    find: [
      'branch',
      {
        cases: [
          { id: 'a', when: 'true' },
          { id: 'b', when: 'x' },
        ],
      },
    ],
    bye: ['say', { text: 'Bye' }],
  },
  ['ask.started > find', 'find.a > bye', 'find.else > bye'],
);
const nodes = (change: (node: FlowNode) => FlowNode | FlowNode[]): Flow => ({
  ...flow,
  nodes: flow.nodes.flatMap(change),
});
const at = (id: string, change: (node: FlowNode) => FlowNode | FlowNode[]) =>
  nodes((node) => (node.id === id ? change(node) : node));

describe('diffFlows', () => {
  it('finds nothing in the same flow, whatever the order of its edges, their ids and its pins', () => {
    const edges = flow.edges.toReversed().map((edge) => ({ ...edge, id: `other-${edge.id}` }));
    const canvas = { comments: [], groups: [], pinned: ['ask'] };
    expect(isEqual(diffFlows(flow, { ...structuredClone(flow), edges, canvas }))).toBe(true);
  });

  it('tells a changed field by its place, in the words of the form', () => {
    const cases = [
      { id: 'a', when: 'false' },
      { id: 'b', when: 'x' },
    ];
    const { nodes } = diffFlows(
      flow,
      at('find', (node) => ({ ...node, title: 'Find', config: { cases } })),
      catalogue,
    );
    expect(nodes).toEqual([
      {
        ...{ id: 'find', title: 'Find', type: 'branch', change: 'changed', moved: false },
        fields: [
          { path: ['title'], title: 'Title', before: 'find', after: 'Find' },
          { path: ['config', 'cases', 0, 'when'], title: 'Cases › 1 › When', before: 'true', after: 'false' },
        ],
      },
    ]);
  });

  it('tells a list that grew whole, and what came and went', () => {
    const cases = [{ id: 'a', when: 'true' }];
    const after = { ...at('find', (node) => ({ ...node, config: { cases } })) };
    after.nodes = [
      ...after.nodes.filter(({ id }) => id !== 'bye'),
      { id: 'end', type: 'stop', title: 'End', config: {} },
    ];
    const diff = diffFlows(flow, after);
    expect(diff.nodes.map(({ id, change }) => [id, change])).toEqual([
      ['find', 'changed'],
      ['end', 'added'],
      ['bye', 'removed'],
    ]);
    expect(diff.nodes[0]?.fields).toMatchObject([{ path: ['config', 'cases'], after: cases }]);
  });

  it('tells what only moved apart from what runs otherwise', () => {
    const moved = diffFlows(
      flow,
      at('bye', (node) => ({ ...node, position: { x: 1, y: 2 } })),
    );
    expect(moved.nodes).toMatchObject([{ id: 'bye', change: 'moved', moved: true, fields: [] }]);
    expect([isEqual(moved), isSameVersion(moved)]).toEqual([false, true]);
    const swapped = diffFlows(flow, { ...flow, nodes: flow.nodes.toReversed() });
    expect([swapped.nodes, swapped.reordered, isSameVersion(swapped)]).toEqual([[], true, false]);
  });

  it('tells edges by the port they leave', () => {
    const [first, , last] = flow.edges as [Flow['edges'][0], unknown, Flow['edges'][0]];
    const edges = [{ ...first, to: 'bye' }, last, { id: 'n', from: 'find', port: 'b', to: 'bye' }];
    expect(diffFlows(flow, { ...flow, edges }).edges).toEqual([
      { id: first.id, from: 'ask', port: 'started', change: 'rewired', before: 'find', after: 'bye' },
      { id: expect.any(String), from: 'find', port: 'a', change: 'removed', before: 'bye' },
      { id: 'n', from: 'find', port: 'b', change: 'added', after: 'bye' },
    ]);
  });

  it('tells settings, comments and groups', () => {
    const settings = { ...flow.settings, fallbackQueue: 'other' };
    const comment = { id: 'c', text: 'Why', position: { x: 0, y: 0 } };
    const group = { id: 'g', title: 'G', colour: 'blue' as const, nodes: ['ask'] };
    const drawn = { ...flow, canvas: { comments: [comment], groups: [group], pinned: [] } };
    const canvas = { comments: [{ ...comment, text: 'So' }], groups: [], pinned: [] };
    expect(diffFlows(drawn, { ...flow, settings, canvas })).toMatchObject({
      settings: [{ path: ['fallbackQueue'], title: 'Fallback queue', after: 'other' }],
      comments: [{ id: 'c', change: 'changed', fields: [{ title: 'Text', before: 'Why', after: 'So' }] }],
      groups: [{ id: 'g', change: 'removed' }],
    });
  });
});

describe('of any two flows', () => {
  const value = fc.jsonValue({ maxDepth: 3, noUnicodeString: false });
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const position = fc.record({ x: fc.integer({ min: 0, max: 3 }), y: fc.constant(0) });
  const anyNode = fc.record(
    {
      id: fc.constantFrom(...ids),
      type: fc.constantFrom('say', 'look', 'branch'),
      title: fc.constantFrom('One', 'Two'),
      config: fc.dictionary(fc.constantFrom('text', 'query', 'cases', '__proto__', 'toString'), value, {
        maxKeys: 3,
      }),
      position,
    },
    { requiredKeys: ['id', 'type', 'title', 'config'] },
  );
  const edge = fc.record({
    from: fc.constantFrom(...ids),
    port: fc.constantFrom('x', 'y'),
    to: fc.constantFrom(...ids),
  });
  const anyFlow = fc
    .record({
      nodes: fc.uniqueArray(anyNode, { selector: ({ id }) => id, maxLength: 5 }),
      edges: fc.uniqueArray(edge, { selector: ({ from, port }) => `${from} ${port}`, maxLength: 6 }),
      fallbackQueue: fc.constantFrom('one', 'two'),
      languages: fc.subarray(['en', 'de', 'sv']),
    })
    .map(({ nodes, edges, fallbackQueue, languages }): Flow => ({
      ...flow,
      nodes: nodes as FlowNode[],
      edges: edges.map((each, index) => ({ id: `e${index}`, ...each })),
      settings: { ...flow.settings, fallbackQueue, languages },
    }));

  it('the difference is empty when they are equal, and what it tells makes the one of the other', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, (before, after) => {
        expect(isEqual(diffFlows(before, structuredClone(before), catalogue))).toBe(true);
        const diff = diffFlows(before, after, catalogue);
        expect(isEqual(diffFlows(applied(before, diff, after), after))).toBe(true);
        expect(isSameVersion(diff)).toBe(flowHash(before) === flowHash(after));
      }),
    );
  });
});

/** The flow after what `diff` tells; of nodes that are new or moved it only tells that they are, and of their order that it is another. */
function applied(before: Flow, diff: FlowDiff, after: Flow): Flow {
  const told = new Map(diff.nodes.map((change) => [change.id, change]));
  const drawn = new Map(after.nodes.map((node) => [node.id, node]));
  const nodes = before.nodes.flatMap((node): FlowNode[] => {
    const change = told.get(node.id);
    if (!change) return [node];
    if (change.change === 'removed') return [];
    const { position: _, ...rest } = structuredClone(node);
    const placed = (change.moved ? drawn.get(node.id) : node)?.position;
    return [{ ...(put(rest, change.fields) as FlowNode), ...(placed && { position: placed }) }];
  });
  const added = diff.nodes.flatMap(({ id, change }) =>
    change === 'added' ? [drawn.get(id) as FlowNode] : [],
  );
  const edges = new Map(before.edges.map((edge) => [canonical([edge.from, edge.port]), edge]));
  for (const change of diff.edges) {
    const key = canonical([change.from, change.port]);
    if (change.change === 'removed') edges.delete(key);
    else edges.set(key, { id: change.id, from: change.from, port: change.port, to: change.after });
  }
  const order = after.nodes.map(({ id }) => id);
  return {
    ...before,
    nodes: [...nodes, ...added].toSorted((one, other) => order.indexOf(one.id) - order.indexOf(other.id)),
    edges: [...edges.values()],
    settings: put(structuredClone(before.settings), diff.settings) as Flow['settings'],
  };
}

function put(target: unknown, changes: FieldChange[]): unknown {
  for (const { path, ...change } of changes) {
    const place = path.slice(0, -1).reduce((value, key) => (value as never)[key], target) as object;
    const key = path.at(-1) ?? '';
    if ('after' in change)
      Object.defineProperty(place, key, {
        value: change.after,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    else Reflect.deleteProperty(place, key);
  }
  return target;
}
