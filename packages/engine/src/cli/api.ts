import type { Command } from 'commander';

export function register(program: Command): void {
  program
    .command('api')
    .description('serve the API, the channels and the pages; any number of these may run')
    .action(async () => {
      const { formatConfigIssues, loadConfig } = await import('../config.ts');
      const loaded = loadConfig(process.env);
      if (!loaded.ok) {
        console.error(formatConfigIssues(loaded.issues));
        process.exitCode = 1;
        return;
      }
      const { runApi } = await import('../api/run-api.ts');
      const api = await runApi(loaded.config);
      console.log(`Throughline listens on port ${api.port}: ${loaded.config.publicUrl}`);
      if (api.setupUrl !== null) console.log(`Make the first administrator, within a day: ${api.setupUrl}`);
      const stop = (): void => {
        void api.stop();
      };
      process.once('SIGTERM', stop).once('SIGINT', stop);
    });
}
