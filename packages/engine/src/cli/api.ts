import type { Command } from 'commander';

export function register(program: Command): void {
  program
    .command('api')
    .description('serve the API, the channels and the pages; any number of these may run')
    .action(serve);
}

async function serve(): Promise<void> {
  const [{ configOrExit }, { runApi }] = await Promise.all([
    import('./config-or-exit.ts'),
    import('../api/run-api.ts'),
  ]);
  const config = await configOrExit();
  const api = await runApi(config);
  console.log(`Throughline listens on port ${api.port}: ${config.publicUrl}`);
  if (api.setupUrl !== null) console.log(`Make the first administrator, within a day: ${api.setupUrl}`);
  const stop = async () => {
    await api.stop();
    if (process.connected) process.disconnect();
  };
  // Also when the process that started this one has gone.
  for (const asked of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(asked, () => void stop());
  process.send?.({ ready: true, port: api.port, setupUrl: api.setupUrl });
}
