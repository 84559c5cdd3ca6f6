import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { plainProgress } from '../packages/engine/src/local/plain-progress.ts';
import type { Stack } from '../packages/engine/src/local/stack.ts';
import { startStack } from '../packages/engine/src/local/stack.ts';
import { logTemporalTo } from '../packages/engine/src/temporal/log-temporal.ts';
import type { Bench } from './bench.ts';
import { bench as editor } from './editor.ts';
import { bench as knowledge } from './knowledge.ts';
import { bench as longCase } from './long-case.ts';
import { bench as step } from './step.ts';
import { table } from './table.ts';
import { bench as turnOverhead } from './turn-overhead.ts';
import { bench as webhook } from './webhook.ts';

/** `npm run bench`, `-- --only <name>`, `-- --json`. Figures go to standard output, progress to standard error. */
const benches: Bench[] = [step, turnOverhead, longCase, knowledge, webhook, editor];

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
});
const names = benches.map(({ name }) => name);
const unknown = options.only?.find((name) => !names.includes(name));
if (unknown === undefined) await run();
else {
  console.error(`There is no bench "${unknown}". There are: ${names.join(', ')}.`);
  process.exitCode = 2;
}

async function run(): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const stack = temporaryStack(say);
  try {
    logTemporalTo(pino({ level: 'error' }, process.stderr));
    const results = [];
    for (const bench of benches) {
      const { name, about } = bench;
      if (options.only && !options.only.includes(name)) continue;
      say(`${name}: ${about}`);
      const rows = await bench.run(stack.started, (text) => say(`${name}: ${text}`));
      results.push({ name, about, rows });
      if (!options.json) process.stdout.write(table({ name, about, rows }));
    }
    if (options.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  } finally {
    await stack.stop();
  }
}

/** Servers with a data folder of their own, started when the first bench asks for them. */
function temporaryStack(say: (text: string) => void) {
  let started: Promise<{ stack: Stack; dataDir: string }> | undefined;
  return {
    started: async () => {
      started ??= start();
      return (await started).stack;
    },
    async stop() {
      if (!started) return;
      const { stack, dataDir } = await started;
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };

  async function start() {
    const dataDir = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
    return { dataDir, stack: await startStack({ dataDir, progress: plainProgress(say) }) };
  }
}
