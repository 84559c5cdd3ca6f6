import { allIssuesIn } from '@throughline/flow/all-issues';
import { configuredChannels } from '../channels/known-channels.ts';
import { loadNodes } from '../custom-nodes.ts';
import type { FailingTest } from '../flows/failing-tests.ts';
import type { Published } from '../flows/publish-flow.ts';
import { commandLine } from '../flows/command-line.ts';
import { moveProgress } from '../flows/move-progress.ts';
import { publishFlow, rollBack } from '../flows/publish-flow.ts';
import { InputError } from '../input/input-error.ts';
import { connectDatabase, createStores } from '../stores/database.ts';
import { configOrExit } from './config-or-exit.ts';
import type { FlowInstallation, PublishOutcome } from './flow-installation.ts';

/** The installation whose database is configured here, with its policies, nodes and channels. */
export async function openLocalInstallation(): Promise<FlowInstallation> {
  const config = await configOrExit();
  const { catalogue } = await loadNodes();
  const database = await connectDatabase(config.mongodb.url, config.mongodb.database);
  const stores = createStores({ db: database.db, masterKey: config.masterKey });
  const channels = configuredChannels(config.channels);

  async function versionOf(flowId: string, hash: string) {
    const version = await stores.flows.drawn(hash);
    if (version?.flowId !== flowId)
      throw new InputError(`${flowId} has no version ${hash}.`, 'Name a version of this flow.');
    return version;
  }

  return {
    async versions(flowId) {
      const [versions, live] = await Promise.all([
        stores.flows.versions(flowId),
        stores.flows.summary(flowId),
      ]);
      return { live: live?.live ?? null, versions };
    },
    drawn: async (flowId, hash) => (await versionOf(flowId, hash)).flow,
    async validate(flow) {
      const policies = (await stores.policies.list()).map(({ name }) => name);
      return allIssuesIn(flow, catalogue, { policies, channels });
    },
    async publish({ flowId, flow, hash, untested, ...facts }) {
      const request = { ...facts, stores, catalogue, channels, author: commandLine, at: Date.now() };
      return outcomeOf(
        await (hash === undefined
          ? publishFlow({ ...request, flow, ...(untested !== undefined && { untested }) })
          : rollBack({ ...request, version: await versionOf(flowId, hash) })),
      );
    },
    async tests(flowId) {
      const [tests, { values }] = await Promise.all([
        stores.flowTests.list(flowId),
        stores.policies.snapshot(),
      ]);
      return { tests, policies: values };
    },
    move: (flowId) => moveProgress(stores, flowId),
    close: () => database.close(),
  };
}

function outcomeOf(published: Published): PublishOutcome {
  if (published.ok || published.code === 'flow.invalid') return published;
  if (published.code === 'flow.tests-failed') return { ...published, text: testsText(published.failing) };
  const { issues, live } = published;
  const text = live
    ? `Another version is live than was expected: version ${live.version} (${live.live}), by ${live.publishedBy}.`
    : 'Nothing is live, and a version was expected.';
  return { ok: false, issues, text };
}

function testsText(failing: FailingTest[]): string {
  const lines = failing.map(({ title, turn, text }) => `  ${title}, turn ${turn + 1}: ${text}`);
  return `Tests of the flow go another way; give a reason with --untested to publish it all the same.\n${lines.join('\n')}`;
}
