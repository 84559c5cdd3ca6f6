import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { catalogue, flowOf } from '../testing/catalogue.ts';
import { validate } from '../validate.ts';
import { createContext } from './context.ts';
import { scopeAt } from './scope-at.ts';

const size = 8;
const place = fc.integer({ min: 0, max: size - 1 });
const places = Array.from({ length: size }, (_, at) => at);

/** Entries and branches in any order, each branch with up to two ways on and one node that it reads. */
const drawings = fc.record({
  entries: fc.uniqueArray(fc.record({ from: place, to: place }), {
    maxLength: 3,
    selector: ({ from }) => from,
  }),
  ways: fc.array(
    fc.record({
      from: place,
      port: fc.constantFrom('yes', 'else'),
      to: place,
    }),
    { maxLength: size * 2 },
  ),
  reads: fc.array(place, { minLength: size, maxLength: size }),
});
type Drawing = typeof drawings extends fc.Arbitrary<infer Value> ? Value : never;

function flowFrom({ entries, ways, reads }: Drawing) {
  const starts = entries.map(({ from }): [string, string] => [`e${from}`, 'start']);
  const branches = places.map((at): [string, [string, Record<string, unknown>]] => [
    `n${at}`,
    ['branch', { cases: [{ id: 'yes', when: `nodes.n${reads[at]}.visit > 1` }] }],
  ]);
  const free = new Map(ways.map((way) => [`${way.from} ${way.port}`, way]));
  return flowOf(Object.fromEntries([...starts, ...branches]), [
    ...entries.map(({ from, to }) => `e${from}.started > n${to}`),
    ...[...free.values()].map(({ from, port, to }) => `n${from}.${port} > n${to}`),
  ]);
}

/** By walking every way anew for every question: what the rule says more quickly. */
function walked(flow: ReturnType<typeof flowFrom>, from: string[], without?: string): Set<string> {
  const found = new Set<string>();
  const waiting = from.filter((id) => id !== without);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const edge of flow.edges) if (edge.from === id && edge.to !== without) waiting.push(edge.to);
  }
  return found;
}

function expected(flow: ReturnType<typeof flowFrom>, node: string, other: string): string | undefined {
  const entries = flow.nodes.filter(({ type }) => type === 'start').map(({ id }) => id);
  const next = flow.edges.filter(({ from }) => from === other).map(({ to }) => to);
  if (!walked(flow, next).has(node)) return 'expression.node-not-before';
  if (other !== node && !walked(flow, entries, other).has(node)) return undefined;
  return 'expression.node-may-not-run';
}

it('says of a node that is read the same as walking every way does', () => {
  fc.assert(
    fc.property(drawings, (drawing) => {
      const flow = flowFrom(drawing);
      const issues = validate(flow, catalogue);
      for (const at of places) {
        const code = expected(flow, `n${at}`, `n${drawing.reads[at]}`);
        const found = issues
          .filter((issue) => issue.node === `n${at}` && issue.code.startsWith('expression.'))
          .map((issue) => issue.code);
        expect(found).toEqual(code === undefined ? [] : [code]);
      }
    }),
    { numRuns: 2_000 },
  );
});

it('offers the nodes that can have run, and marks those that need not have', () => {
  fc.assert(
    fc.property(drawings, place, (drawing, at) => {
      const flow = flowFrom(drawing);
      const { nodes } = scopeAt(createContext(flow, catalogue, {}), `n${at}`);
      const offered = Object.entries(nodes?.fields ?? {}).map(([id, known]) => [id, known.maybe === true]);
      const right = flow.nodes.flatMap(({ id }) => {
        const code = expected(flow, `n${at}`, id);
        return code === 'expression.node-not-before' ? [] : [[id, code !== undefined]];
      });
      expect(new Map(offered as [string, boolean][])).toEqual(new Map(right as [string, boolean][]));
    }),
    { numRuns: 1_000 },
  );
});
