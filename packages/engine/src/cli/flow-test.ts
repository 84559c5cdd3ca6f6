import { styleText } from 'node:util';
import type { FileTestRun } from '../flows/test-flow.ts';

export async function testFlowFile(
  file: string,
  paths: string[],
  { json }: { json?: boolean },
): Promise<void> {
  const [
    { loadNodes },
    { checkFlow, readFlowFile },
    { testFilesOf, testFlow },
    { InputError },
    { printIssues },
  ] = await Promise.all([
    import('../custom-nodes.ts'),
    import('../flows/flow-file.ts'),
    import('../flows/test-flow.ts'),
    import('../input/input-error.ts'),
    import('./print-issues.ts'),
  ]);
  try {
    const { catalogue } = await loadNodes();
    const checked = checkFlow(await readFlowFile(file), catalogue);
    if (!checked.ok) {
      if (json) console.log(JSON.stringify({ issues: checked.issues, tests: [] }, null, 2));
      else printIssues(file, checked.issues);
      process.exitCode = 1;
      return;
    }
    const began = performance.now();
    const runs = await testFlow(checked.flow, catalogue, await testFilesOf(file, paths));
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

function printRun({ file, title, ok, turns, parted }: FileTestRun): void {
  console.log(
    `${ok ? styleText('green', 'ok  ') : styleText('red', 'FAIL')}  ${title}  ${styleText('dim', file)}`,
  );
  if (!parted) return;
  const turn = turns[parted.turn];
  console.log(`      turn ${parted.turn + 1}: ${turn?.done ?? ''}\n      ${parted.text}`);
  const others = turn?.problems.filter((problem) => problem !== parted.text) ?? [];
  for (const problem of others)
    console.log(styleText('dim', `      ${problem.replaceAll('\n', '\n      ')}`));
}
