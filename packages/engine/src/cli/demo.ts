import type { Command } from 'commander';
import type { Fact } from '../demo/fact.ts';

export function register(program: Command): void {
  program
    .command('demo')
    .description(
      'the example shop on local servers: plays a conversation at the chat, kills the worker in the middle, plays an issue on all channels, and stays',
    )
    .option('--exit', 'end after what is played')
    .option('--template <name>', 'another template than the web shop, such as subscription')
    .option('--data <folder>', 'where data goes', '.throughline')
    .option('--port <port>', 'port of the API, if it is free', Number, 8080)
    .action(demo);
}

type Options = { exit?: boolean; template?: string; data: string; port: number };

async function demo({ exit, template = 'support', data: folder, port }: Options): Promise<void> {
  const [
    { join },
    { fileURLToPath },
    { startStack },
    { showProgress },
    { restartOnExit },
    { buildPages },
    { findProviders },
    { runDemo },
  ] = await Promise.all([
    import('node:path'),
    import('node:url'),
    import('../local/stack.ts'),
    import('../local/show-progress.ts'),
    import('../local/restart-on-exit.ts'),
    import('../demo/build-pages.ts'),
    import('../demo/find-providers.ts'),
    import('../demo/run-demo.ts'),
  ]);
  const began = Date.now();
  const isShop = template === 'support';
  // Articles of one would be found by questions to another.
  const data = isShop ? folder : join(folder, template);
  const root = fileURLToPath(new URL('../../../..', import.meta.url));
  const asked = new Promise<undefined>((resolve) => {
    const stop = () => resolve(undefined);
    process.once('SIGINT', stop).once('SIGTERM', stop);
  });
  const shown = showProgress();
  const restarts = restartOnExit(console.error);
  const { onExit } = restarts;
  const running: { stop(): Promise<void> }[] = [];

  /** Asked to stop half-way: the processes and servers end when this one has gone. */
  async function orLeave<Value>(work: Promise<Value>): Promise<Value> {
    const done = await Promise.race([work, asked]);
    if (done !== undefined) return done;
    shown.abandon();
    process.exit(130);
  }

  try {
    const building = buildPages(root);
    building.catch(() => undefined);
    const stack = await orLeave(startStack({ dataDir: data, progress: shown.progress, onExit }));
    running.push(stack);
    const { temporal, mongodb, chroma } = stack;
    restarts.watch({ temporal, mongodb, chroma });
    await shown.end();
    if ((await building) === 'built') console.log('The pages are built.');
    const say = (line: string) => console.log(line);
    const providers = isShop ? await findProviders(root) : undefined;
    if (providers) running.push({ stop: () => providers.close() });
    const demo = await orLeave(
      runDemo({
        ...{ root, template, dataDir: data, servers: stack.env, port, say, onExit },
        ...(providers && { providers }),
      }),
    );
    running.push(demo);
    restarts.watch({ api: demo.api, worker: demo.worker });
    const { played, facts, story, firstAnswerMs, url, adminUrl } = demo;
    console.log(
      `\nFirst answer ${(firstAnswerMs / 1_000).toFixed(1)} s after the servers were ready; ${((Date.now() - began) / 1_000).toFixed(1)} s in all.`,
    );
    const hold = [
      printFacts(`The conversation at the chat (case ${played.caseId})`, facts),
      !story || printFacts(`The issue on all channels (case ${story.caseId})`, story.facts),
    ];
    if (!hold.every(Boolean)) process.exitCode = 1;
    if (exit) return;
    console.log(
      `\nTalk to it:      ${url}/chat\nSee the cases:   ${adminUrl}   (a one-time link: make yourself an account)\nCtrl-C stops everything.`,
    );
    await asked;
  } catch (error) {
    await shown.end();
    throw error;
  } finally {
    restarts.end();
    for (const part of running.reverse()) await part.stop();
  }
}

/** Whether all of them hold. */
function printFacts(title: string, facts: readonly Fact[]): boolean {
  console.log(`\n${title}, as looked up afterwards:`);
  for (const { claim, holds, found } of facts) console.log(`  ${holds ? 'yes' : 'NO '}  ${claim} (${found})`);
  return facts.length > 0 && facts.every(({ holds }) => holds);
}
