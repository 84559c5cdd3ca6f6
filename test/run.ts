import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePages } from './runner/build-pages.ts';
import { closingLine, countTests } from './runner/closing-line.ts';
import { ensureChromium } from './runner/chromium.ts';
import { vitest } from './runner/vitest.ts';

/**
 * `npm test`: all vitest projects (`pure`, `real` with the local servers, `e2e` in a browser) in one run, so that they
 * share one stack. Arguments go to vitest: `npm test -- packages/flow`, `npm test -- --project pure`. Ends with a line
 * `N passed, N failed` and exits with 1 when anything failed or nothing ran.
 */
const args = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'throughline-run-'));
try {
  process.exitCode = await run();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function run(): Promise<number> {
  const projects = await selectedProjects();
  const env = { ...process.env };
  try {
    if (projects.has('real') || projects.has('e2e')) await ensurePages();
    if (projects.has('e2e')) env['CHROMIUM_PATH'] = await ensureChromium(process.env);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.log(closingLine({ passed: 0, failed: 1, skipped: 0 }));
    return 1;
  }

  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const child = vitest(['run', ...reporters, ...workers(), ...args], { stdio: 'inherit', env });
  const [code] = (await once(child, 'exit')) as [number | null];

  const counts = await countTests(report, code === 0);
  console.log(closingLine(counts));
  return code === 0 && counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

/** The names of the projects that have a test file for these arguments; all, when vitest cannot tell. */
async function selectedProjects(): Promise<Set<string>> {
  const list = join(folder, 'list.json');
  const child = vitest(['list', '--filesOnly', `--json=${list}`, ...args], { stdio: 'ignore' });
  await once(child, 'exit');
  const text = await readFile(list, 'utf8').catch(() => undefined);
  if (text === undefined) return new Set(['pure', 'real', 'e2e']);
  const files = JSON.parse(text) as { projectName: string }[];
  return new Set(files.map(({ projectName }) => projectName));
}

/** Two at the least, also on two cores: tests wait for servers much of their time. More than four only crowd those. */
function workers(): string[] {
  if (args.some((argument) => argument.startsWith('--maxWorkers'))) return [];
  return [`--maxWorkers=${Math.min(4, Math.max(2, availableParallelism() - 1))}`];
}
