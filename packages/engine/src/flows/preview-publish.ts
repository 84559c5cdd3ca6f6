import { flowHash } from '@throughline/flow/flow-hash';
import type { Flow } from '@throughline/flow/schema';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';

/** What running cases of other versions would find in a flow that is to be published. */
export type PublishPreview = {
  /** Looked at; beyond that many there are `more`. */
  cases: number;
  more: boolean;
  /** Cases that stand where the flow has the same node, or nowhere. */
  fitting: number;
  places: PlaceOfCases[];
};

/** Cases of one version that stand at one node; null where they rest, and the next message starts at an entry. */
export type PlaceOfCases = {
  hash: string;
  version: number;
  node: { id: string; title: string; type: string } | null;
  cases: number;
} & ({ fits: true } | { fits: false; why: 'node-gone' | 'other-type' | 'unknown'; text: string });

const mostCases = 10_000;

/** A case fits where the flow has a node of the id and type that it stands at. Those that do not fit come first. */
export async function previewPublish(
  { cases, flows }: Pick<Stores, 'cases' | 'flows'>,
  flow: Flow,
): Promise<PublishPreview> {
  const found = await cases.openOf(flow.id, mostCases + 1);
  const hash = flowHash(flow);
  const looked = found.slice(0, mostCases).filter((row) => row.flow.hash !== hash);
  const versions = new Map((await flows.versions(flow.id)).map((version) => [version.hash, version.version]));
  const places: PlaceOfCases[] = [];
  for (const [row, count] of counted(looked)) {
    const { hash } = row.flow;
    const drawn = (await flows.byHash(hash))?.flow as Flow | undefined;
    const place = { hash, version: versions.get(hash) ?? 0, cases: count };
    places.push({ ...place, ...fitOf(row, drawn, flow) });
  }
  return {
    cases: looked.length,
    more: found.length > mostCases,
    fitting: places.reduce((sum, place) => sum + (place.fits ? place.cases : 0), 0),
    places: places.toSorted((one, other) => Number(one.fits) - Number(other.fits) || other.cases - one.cases),
  };
}

type Row = Pick<CaseRow, 'flow' | 'token'>;

function counted(rows: Row[]): [Row, number][] {
  const counts = new Map<string, [Row, number]>();
  for (const row of rows) {
    const key = JSON.stringify([row.flow.hash, row.token ?? null]);
    counts.set(key, [row, (counts.get(key)?.[1] ?? 0) + 1]);
  }
  return [...counts.values()];
}

type Fit = Pick<PlaceOfCases, 'node'> &
  ({ fits: true } | { fits: false; why: 'node-gone' | 'other-type' | 'unknown'; text: string });

function fitOf({ token }: Row, before: Flow | undefined, after: Flow): Fit {
  if (!token) {
    const text = 'Where they stand shows with the next thing that happens in them.';
    return { node: null, fits: false, why: 'unknown', text };
  }
  if (token.node === undefined) return { node: null, fits: true };
  const was = before?.nodes.find(({ id }) => id === token.node);
  const is = after.nodes.find(({ id }) => id === token.node);
  const { id, title, type } = was ?? { id: token.node, title: token.node, type: '' };
  const node = { id, title, type };
  if (!is) return { node, fits: false, why: 'node-gone', text: `"${title}" is not in this flow.` };
  if (is.type === type) return { node, fits: true };
  const text = `"${title}" is of the type ${type} for them, and ${is.type} in this flow.`;
  return { node, fits: false, why: 'other-type', text };
}
