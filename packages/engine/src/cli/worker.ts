import type { Command } from 'commander';

export function register(program: Command): void {
  program.command('worker').description('run a worker: it advances cases and runs their nodes').action(work);
}

async function work(): Promise<void> {
  // Flows are decided in UTC wherever a worker runs; set before anything reads a clock.
  process.env['TZ'] = 'UTC';
  const [{ configOrExit }, { createDeps }, { createLog }, { loadNodes }, { startWorker }, { logTemporalTo }] =
    await Promise.all([
      import('./config-or-exit.ts'),
      import('../deps.ts'),
      import('../log.ts'),
      import('../custom-nodes.ts'),
      import('../temporal/run-worker.ts'),
      import('../temporal/log-temporal.ts'),
    ]);
  const config = await configOrExit();
  const log = createLog({ level: config.logLevel, name: 'worker' });
  logTemporalTo(log);
  const [deps, nodes] = await Promise.all([createDeps(config, log), loadNodes()]);
  // The first question of the first customer should not wait for a model to load.
  const warm = deps.knowledge
    .warm()
    .catch((error: Error) => log.warn({ error: error.message }, 'the embedding model does not load'));
  const [worker] = await Promise.all([startWorker(deps, nodes.runners), warm]);
  const stop = () => void worker.stop();
  // Also when the process that started this one has gone.
  process.once('SIGTERM', stop).once('SIGINT', stop).once('disconnect', stop);
  process.send?.({ ready: true });
  log.info({ taskQueue: config.temporal.taskQueue }, 'the worker polls');
  await worker.stopped;
  await deps.close();
  if (process.connected) process.disconnect();
}
