import type { Misfit, PlaceReason } from '@throughline/flow/move-place';
import { misfitOf } from '@throughline/flow/move-place';
import type { Plan } from '@throughline/flow/plan';
import { deciders } from '@throughline/nodes/deciders';
import { plansOf } from '../cases/plans-of.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import { whyKept } from './why-kept.ts';

/** What running cases of other versions would find in a flow that is to be published. */
export type PublishPreview = {
  /** Looked at; beyond that many there are `more`. */
  cases: number;
  more: boolean;
  /** Cases that find their place in it, or rest. */
  fitting: number;
  places: PlaceOfCases[];
};

/** Cases of one version that stand at one node; null where they rest, and the next message starts at an entry. */
export type PlaceOfCases = {
  hash: string;
  version: number;
  node: { id: string; title: string; type: string } | null;
  cases: number;
} & ({ fits: true } | { fits: false; why: PlaceReason | 'unknown'; text: string });

const mostCases = 10_000;

/**
 * As far as it can be told from outside: a case that passed by a node which the flow reads can still refuse. Those that do not
 * fit come first.
 */
export async function previewPublish(
  { cases, flows }: Pick<Stores, 'cases' | 'flows'>,
  after: Plan,
): Promise<PublishPreview> {
  const { id, hash } = after.flow;
  const found = await cases.openOf(id, mostCases + 1);
  const looked = found.slice(0, mostCases).filter((row) => row.flow.hash !== hash);
  const versions = new Map((await flows.versions(id)).map((version) => [version.hash, version.version]));
  const plans = await plansOf(
    { flows },
    looked.map((row) => row.flow.hash),
  );
  const places = counted(looked).map(([row, count]): PlaceOfCases => {
    const { hash } = row.flow;
    const before = plans.find(({ flow }) => flow.hash === hash);
    return { hash, version: versions.get(hash) ?? 0, cases: count, ...fitOf(row, before, after) };
  });
  return {
    cases: looked.length,
    more: found.length > mostCases,
    fitting: places.reduce((sum, place) => sum + (place.fits ? place.cases : 0), 0),
    places: places.toSorted(inOrder),
  };
}

function inOrder(one: PlaceOfCases, other: PlaceOfCases): number {
  const byWeight = Number(one.fits) - Number(other.fits) || other.cases - one.cases;
  return byWeight || other.version - one.version || (nameOf(one) < nameOf(other) ? -1 : 1);
}

/** Where they stand nowhere comes last. */
function nameOf({ node }: PlaceOfCases): string {
  return node?.id ?? '~';
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
  ({ fits: true } | { fits: false; why: PlaceReason | 'unknown'; text: string });

function fitOf({ token }: Row, before: Plan | undefined, after: Plan): Fit {
  if (!token || !before)
    return { node: null, fits: false, why: 'unknown', text: whyKept({ why: 'unknown' }, before, after) };
  const { node: place } = token;
  if (place === undefined) return { node: null, fits: true };
  const { title, type } = before.nodes[place] ?? { title: place, type: '' };
  const node = { id: place, title, type };
  const misfit = misfitAt(place, before, after);
  if (!misfit) return { node, fits: true };
  const { reason: why, about } = misfit;
  return { node, fits: false, why, text: whyKept({ why, node: place, about }, before, after) };
}

/** A node of the version that they run can have been passed. */
function misfitAt(node: string, before: Plan, after: Plan): Misfit | undefined {
  const hasRun = (id: string) => Object.hasOwn(before.nodes, id);
  return misfitOf({ node, hasRun }, before, after, deciders);
}
