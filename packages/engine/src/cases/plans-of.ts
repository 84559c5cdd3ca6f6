import type { Plan } from '@throughline/flow/plan';
import type { FlowStore } from '../stores/flows.ts';

/** Of these versions, each once, those that are stored. */
export async function plansOf(
  { flows }: { flows: Pick<FlowStore, 'byHash'> },
  hashes: readonly string[],
): Promise<Plan[]> {
  const versions = await Promise.all([...new Set(hashes)].map((hash) => flows.byHash(hash)));
  return versions.flatMap((version) => version?.plan ?? []);
}
