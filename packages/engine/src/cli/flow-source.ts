import { parseFlow } from '@throughline/flow/validate';
import type { Flow } from '@throughline/flow/schema';
import { readFlowFile } from '../flows/flow-file.ts';
import { InputError } from '../input/input-error.ts';
import type { FlowInstallation } from './flow-installation.ts';

/** A file, or a published version: `support@3`, `support@live`, `support@` and the first letters of its hash. */
export type FlowSource = { file: string } | { flowId: string; version: string };

const named = /^([a-z0-9]+(?:-[a-z0-9]+)*)@(live|\d{1,9}|[0-9a-f]{8,64})$/;

/** A file of such a name is given with its folder: `./support@3`. */
export function sourceOf(given: string): FlowSource {
  const [, flowId, version] = named.exec(given) ?? [];
  return flowId !== undefined && version !== undefined ? { flowId, version } : { file: given };
}

/** Throws `InputError` when there is no such version. */
export async function hashOf(
  { flowId, version }: { flowId: string; version: string },
  installation: FlowInstallation,
): Promise<string> {
  const { live, versions } = await installation.versions(flowId);
  const found =
    version === 'live'
      ? live
      : versions.find((known) => String(known.version) === version || isBegin(version, known.hash))?.hash;
  if (found) return found;
  const numbers = versions.map((known) => known.version).join(', ');
  throw new InputError(
    `${flowId} has no version ${version}.`,
    numbers === '' ? 'None was published yet.' : `There are: ${numbers}.`,
  );
}

/** Throws `InputError` for what is no flow. */
export async function readFlow(given: string, installation: () => Promise<FlowInstallation>): Promise<Flow> {
  const source = sourceOf(given);
  const flow = parseFlow(
    'file' in source ? await readFlowFile(source.file) : await versionFrom(source, await installation()),
  );
  if (!flow)
    throw new InputError(`${given} is not a flow.`, `throughline flow validate ${given} says what is wrong.`);
  return flow;
}

async function versionFrom(source: { flowId: string; version: string }, installation: FlowInstallation) {
  return installation.drawn(source.flowId, await hashOf(source, installation));
}

function isBegin(version: string, hash: string): boolean {
  return version.length >= 8 && hash.startsWith(version);
}
