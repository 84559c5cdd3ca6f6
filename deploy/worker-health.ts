import { hostname } from 'node:os';
import { connectClient } from '../packages/engine/src/temporal/connect.ts';
import { formatConfigIssues, loadConfig } from '../packages/engine/src/config.ts';

// Whether the worker in this container polls: Temporal saw it on the task queue lately. Exits with 1 when not. A worker
// has no port to ask; and asking Temporal tells of a lost connection, too.
/** A poll waits for at most a minute, so that an idle worker is seen this often. */
const seenWithinMs = 2 * 60_000;

const loaded = loadConfig(process.env);
if (!loaded.ok) throw new Error(formatConfigIssues(loaded.issues));
const { temporal } = loaded.config;
const { connection } = await connectClient(temporal, {});
try {
  const { pollers } = await connection.withDeadline(Date.now() + 5_000, () =>
    connection.workflowService.describeTaskQueue({
      namespace: temporal.namespace,
      taskQueue: { name: temporal.taskQueue },
    }),
  );
  const own = pollers.filter(({ identity }) => identity?.endsWith(`@${hostname()}`));
  const lastSeen = Math.max(
    0,
    ...own.map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000),
  );
  const healthy = Date.now() - lastSeen < seenWithinMs;
  process.stdout.write(healthy ? 'The worker polls.\n' : 'Temporal has not seen this worker lately.\n');
  process.exitCode = healthy ? 0 : 1;
} finally {
  await connection.close();
}
