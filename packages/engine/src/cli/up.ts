import { InvalidArgumentError, type Command } from 'commander';
import type { Stack } from '../local/stack.ts';

export function register(program: Command): void {
  program
    .command('up')
    .description(
      'start Temporal, MongoDB, Chroma, the API and a worker on this machine, and stay until Ctrl-C',
    )
    .option('--servers-only', 'start no API and no worker')
    .option('--port <port>', 'port of the API, if it is free', portOf, 8080)
    .option('--data <folder>', 'where data, logs and records go', '.throughline')
    .option('--temporal-port <port>', 'port of Temporal', portOf)
    .option('--mongodb-port <port>', 'port of MongoDB', portOf)
    .option('--chroma-port <port>', 'port of Chroma', portOf)
    .action(up);
}

interface UpOptions {
  readonly serversOnly?: boolean;
  readonly port: number;
  readonly data: string;
  readonly temporalPort?: number;
  readonly mongodbPort?: number;
  readonly chromaPort?: number;
}

async function up(options: UpOptions): Promise<void> {
  const [{ startStack }, { showProgress }, { restartOnExit }] = await Promise.all([
    import('../local/stack.ts'),
    import('../local/show-progress.ts'),
    import('../local/restart-on-exit.ts'),
  ]);

  const asked = untilAskedToStop();
  const shown = showProgress();
  const restarts = restartOnExit(console.error);
  const running: { stop(): Promise<void> }[] = [];
  try {
    const starting = startStack({
      dataDir: options.data,
      progress: shown.progress,
      onExit: restarts.onExit,
      ports: {
        ...(options.temporalPort !== undefined && { temporal: options.temporalPort }),
        ...(options.mongodbPort !== undefined && { mongodb: options.mongodbPort }),
        ...(options.chromaPort !== undefined && { chroma: options.chromaPort }),
      },
    });
    const stack = await Promise.race([starting, asked]);
    // Asked to stop while something is fetched or starts: the keeper ends what runs already.
    if (stack === undefined) {
      shown.abandon();
      process.exit(130);
    }
    running.push(stack);
    const { temporal, mongodb, chroma } = stack;
    restarts.watch({ temporal, mongodb, chroma });
    await shown.end();

    const pages: Record<string, string> = { ...stack.temporal.pages };
    const { engineParts, localEnvironment } = await import('./engine-parts.ts');
    const env = await localEnvironment(
      { ...process.env, ...stack.env },
      { dataDir: options.data, port: options.port },
    );
    for (const part of options.serversOnly ? [] : engineParts(restarts.onExit)) {
      const started = await part.start(env);
      running.push(started);
      restarts.watch({ [part.name]: started });
      Object.assign(pages, started.pages);
    }
    print(stack, pages);
    await asked;
  } catch (error) {
    await shown.end();
    throw error;
  } finally {
    restarts.end();
    for (const part of running.reverse()) await part.stop();
  }
}

function print(stack: Stack, pages: Readonly<Record<string, string>>): void {
  console.log('');
  for (const [what, address] of Object.entries(pages)) console.log(`${what}: ${address}`);
  // What the environment names already need not be told, and may hold a password.
  const brought = Object.entries(stack.env).filter(([variable, value]) => process.env[variable] !== value);
  if (brought.length > 0) console.log('\nFor other processes:');
  for (const [variable, value] of brought) console.log(`export ${variable}=${value}`);
  console.log('\nCtrl-C stops everything.');
}

/** Resolves on the first Ctrl-C (or its like); a second one while stopping leaves at once, and the keeper ends the rest. */
function untilAskedToStop(): Promise<undefined> {
  return new Promise((resolve) => {
    let asked = false;
    // The servers do not hold this process open, nor do signal handlers.
    const stay = setInterval(() => {}, 2 ** 31 - 1);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        clearInterval(stay);
        resolve(undefined);
      });
    }
  });
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError('Give a number from 1 to 65535.');
}
