import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { restartOnExit } from './restart-on-exit.ts';
import { startStack } from './stack.ts';
import { ownEnv } from './testing/own-env.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

it('starts a server again that died, but not for ever', async () => {
  const said: string[] = [];
  const restarts = restartOnExit((line) => said.push(line));
  const stack = await startStack({
    dataDir: await temporaryFolder(),
    env: ownEnv({
      THROUGHLINE_TEMPORAL_ADDRESS: inject('temporalAddress'),
      THROUGHLINE_MONGODB_URL: inject('mongodbUrl'),
    }),
    onExit: (name, reason) => restarts.onExit(name, reason),
  });
  onTestFinished(() => stack.stop());
  restarts.watch({ chroma: stack.chroma });

  for (let time = 1; time <= 3; time++) {
    const before = stack.chroma.pid!;
    process.kill(before, 'SIGKILL');
    await vi.waitFor(
      async () => {
        expect(stack.chroma.pid).not.toBe(before);
        expect((await fetch(`${stack.chroma.address}/api/v2/heartbeat`)).ok).toBe(true);
      },
      { timeout: 15_000, interval: 50 },
    );
  }
  process.kill(stack.chroma.pid!, 'SIGKILL');
  await vi.waitFor(() => expect(said.at(-1)).toContain('is left down'), { timeout: 5_000 });
  expect(said.filter((line) => line.includes('Starting it again'))).toHaveLength(3);
});
