import { allIssuesIn } from '@throughline/flow/all-issues';
import type { Issue } from '@throughline/flow/validate';
import { configuredChannels } from '../channels/known-channels.ts';
import { loadConfig } from '../config.ts';
import { loadNodes } from '../custom-nodes.ts';
import { readFlowFile } from '../flows/flow-file.ts';
import type { Where } from './flow-installation.ts';
import { openInstallation } from './flow-installation.ts';
import { hashOf, sourceOf } from './flow-source.ts';
import { printIssues } from './print-issues.ts';

export type ValidateFlags = Where & { json?: boolean };

/** `given` is a file, or a published version. */
export async function validateFlow(given: string, { json, ...where }: ValidateFlags): Promise<void> {
  const issues = await issuesOf(given, where);
  if (json) console.log(JSON.stringify(issues, null, 2));
  else printIssues(given, issues);
  if (issues.some(({ severity }) => severity === 'error')) process.exitCode = 1;
}

async function issuesOf(given: string, where: Where): Promise<Issue[]> {
  const source = sourceOf(given);
  if ('file' in source && where.url === undefined) return issuesHere(await readFlowFile(source.file));
  const installation = await openInstallation(where);
  try {
    const flow =
      'file' in source
        ? await readFlowFile(source.file)
        : await installation.drawn(source.flowId, await hashOf(source, installation));
    return await installation.validate(flow);
  } finally {
    await installation.close();
  }
}

/** Without any server: the nodes that are installed, and the channels that the environment sets up. */
async function issuesHere(flow: unknown): Promise<Issue[]> {
  const [{ catalogue }, loaded] = [await loadNodes(), loadConfig(process.env)];
  return allIssuesIn(flow, catalogue, {
    channels: configuredChannels(loaded.ok ? loaded.config.channels : {}),
  });
}
