import { styleText } from 'node:util';
import type { JsonObject } from '@throughline/flow/json';
import { loadNodes } from '../custom-nodes.ts';
import { checkFlow, readFlowFile } from '../flows/flow-file.ts';
import type { NamedTest, NamedTestRun } from '../flows/test-flow.ts';
import { readTests, testFilesOf, testFlow } from '../flows/test-flow.ts';
import { InputError } from '../input/input-error.ts';
import type { FlowInstallation, Where } from './flow-installation.ts';
import { openInstallation } from './flow-installation.ts';
import { hashOf, sourceOf } from './flow-source.ts';
import { printIssues } from './print-issues.ts';

export type TestFlags = Where & { json?: boolean };

type Given = { flow: unknown; tests: NamedTest[]; policies?: JsonObject };

/** `given` is a file, or a published version; without `paths`, a version is played the tests that are saved with its flow. */
export async function testGivenFlow(
  given: string,
  paths: string[],
  { json, ...where }: TestFlags,
): Promise<void> {
  try {
    const { catalogue } = await loadNodes();
    const { flow, ...played } = await readGiven(given, paths, where);
    const checked = checkFlow(flow, catalogue);
    if (!checked.ok) {
      if (json) console.log(JSON.stringify({ issues: checked.issues, tests: [] }, null, 2));
      else printIssues(given, checked.issues);
      process.exitCode = 1;
      return;
    }
    const began = performance.now();
    const runs = testFlow(checked.flow, catalogue, played);
    const failed = runs.filter(({ ok }) => !ok);
    if (json) console.log(JSON.stringify({ issues: checked.issues, tests: runs }, null, 2));
    else {
      for (const run of runs) printRun(run);
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      console.log(`\n${runs.length - failed.length} of ${runs.length} as recorded, in ${seconds} s`);
    }
    if (failed.length > 0) process.exitCode = 1;
  } catch (error) {
    // Told apart from a test that went another way.
    if (error instanceof InputError) process.exitCode = 2;
    throw error;
  }
}

async function readGiven(given: string, paths: string[], where: Where): Promise<Given> {
  const source = sourceOf(given);
  if ('file' in source && where.url === undefined) {
    const flow = await readFlowFile(source.file);
    return { flow, tests: await readTests(await testFilesOf(source.file, paths)) };
  }
  const installation = await openInstallation(where);
  try {
    const flow =
      'file' in source
        ? await readFlowFile(source.file)
        : await installation.drawn(source.flowId, await hashOf(source, installation));
    const saved = await savedTests(flow, installation);
    return paths.length === 0
      ? { flow, ...saved }
      : { flow, policies: saved.policies, tests: await readTests(await testFilesOf('', paths)) };
  } finally {
    await installation.close();
  }
}

async function savedTests(flow: unknown, installation: FlowInstallation) {
  const { id } = (flow ?? {}) as { id?: unknown };
  if (typeof id !== 'string')
    throw new InputError('The flow has no id.', 'Write it as in the file that the editor exports.');
  const saved = await installation.tests(id);
  if (saved.tests.length > 0) return saved;
  throw new InputError(
    `No test is saved with the flow ${id} there.`,
    'Save one from the simulator of the flow editor, or name a conversation.',
  );
}

function printRun({ name, title, ok, turns, parted }: NamedTestRun): void {
  console.log(
    `${ok ? styleText('green', 'ok  ') : styleText('red', 'FAIL')}  ${title}  ${styleText('dim', name)}`,
  );
  if (!parted) return;
  const turn = turns[parted.turn];
  console.log(`      turn ${parted.turn + 1}: ${turn?.done ?? ''}\n      ${parted.text}`);
  const others = turn?.problems.filter((problem) => problem !== parted.text) ?? [];
  for (const problem of others)
    console.log(styleText('dim', `      ${problem.replaceAll('\n', '\n      ')}`));
}
