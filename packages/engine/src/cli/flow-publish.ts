import { isRecord } from '@throughline/flow/is-record';
import { readFlowFile } from '../flows/flow-file.ts';
import { InputError } from '../input/input-error.ts';
import type { FlowInstallation, ToPublish, Where } from './flow-installation.ts';
import { openInstallation } from './flow-installation.ts';
import { followMove } from './follow-move.ts';
import { hashOf, sourceOf } from './flow-source.ts';
import { printIssues } from './print-issues.ts';

export type PublishFlags = Where & {
  note?: string;
  expected?: string;
  untested?: string;
  moveRunning?: boolean;
};

/** `given` is a file, or a version that is published again. */
export async function publishFrom(
  given: string,
  { note, expected, untested, moveRunning, ...where }: PublishFlags,
): Promise<void> {
  const installation = await openInstallation(where);
  try {
    const facts = {
      ...(note !== undefined && { note }),
      ...(expected !== undefined && { expected: expectedOf(expected) }),
      ...(untested !== undefined && { untested }),
      ...(moveRunning && { running: 'move' as const }),
    };
    const what = await whatToPublish(given, installation);
    if (what === undefined) return;
    const published = await installation.publish({ ...what, ...facts });
    if (published.ok || published.text === undefined) printIssues(given, published.issues);
    if (published.ok) {
      const { version, hash, rolledBack } = published;
      const did = rolledBack ? 'Went back to version' : 'Published as version';
      console.log(`${what.flowId}: ${did} ${version} (${hash}).`);
      if (published.moving === 0) console.log('No case runs another version.');
      else if (published.moving !== undefined) await followMove(what.flowId, installation);
    } else {
      if (published.text !== undefined) console.error(published.text);
      process.exitCode = 1;
    }
  } finally {
    await installation.close();
  }
}

/** Undefined for a flow that has errors, which are printed. */
async function whatToPublish(given: string, installation: FlowInstallation): Promise<ToPublish | undefined> {
  const source = sourceOf(given);
  if (!('file' in source)) return { flowId: source.flowId, hash: await hashOf(source, installation) };
  const flow = await readFlowFile(source.file);
  const issues = await installation.validate(flow);
  const flowId = isRecord(flow) ? flow['id'] : undefined;
  if (typeof flowId === 'string' && !issues.some(({ severity }) => severity === 'error'))
    return { flowId, flow };
  printIssues(given, issues);
  process.exitCode = 1;
  return undefined;
}

function expectedOf(expected: string): string | null {
  if (expected === 'none') return null;
  if (/^[0-9a-f]{64}$/.test(expected)) return expected;
  throw new InputError(
    `--expected ${expected} is not the hash of a version.`,
    'Give its 64 letters, or "none".',
  );
}
