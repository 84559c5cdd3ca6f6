import { runners as builtIn } from '@throughline/nodes/runners';
import { createAnnounceTyping } from '../cases/announce-typing.ts';
import { createCommit } from '../cases/commit.ts';
import { createMoveCase } from '../cases/move-case.ts';
import type { Runners } from '../cases/node-activities.ts';
import { createNodeActivities } from '../cases/node-activities.ts';
import { createLoadPlan, createOpenCase } from '../cases/open-case.ts';
import { createPatience } from '../cases/patience.ts';
import { createPerform } from '../cases/perform.ts';
import { createReadArrivals } from '../cases/read-arrivals.ts';
import { housekeeping } from '../cases/housekeeping.ts';
import { createRetentionSweep } from '../cases/retention-sweep.ts';
import { relayInbox, relayLinks, relayOutbox } from '../cases/relay.ts';
import { repeat } from '../cases/repeat.ts';
import { createRunContextFactory } from '../cases/run-context.ts';
import { configuredTelephony } from '../channels/voice/configured-telephony.ts';
import { createEndCall } from '../channels/voice/end-call.ts';
import { createEndLostCalls } from '../channels/voice/end-lost-calls.ts';
import { createPlaceCallbacks } from '../channels/voice/place-callbacks.ts';
import { createConversationIds } from '../crypto/derived-ids.ts';
import type { Deps } from '../deps.ts';
import { createMoveRunning } from '../flows/move-running.ts';
import { connectWorker } from './connect.ts';
import { createCaseWorker } from './worker.ts';

export type RunningWorker = { stop(): Promise<void>; stopped: Promise<void> };

/** Starts a worker with its relay and housekeeping; resolves when it polls. `stopped` settles when it has ended, and rejects when it broke. */
export async function startWorker(deps: Deps, moreRunners: Runners = {}): Promise<RunningWorker> {
  const { config, stores, lines, fetchFiles, gateway, log } = deps;
  const { namespace, taskQueue } = config.temporal;
  const connection = await connectWorker(config.temporal);
  const worker = await createCaseWorker({
    connection,
    namespace,
    taskQueue,
    dataConverter: deps.dataConverter,
    activities: createActivities(deps, moreRunners),
  });
  // Beside the cases: until it is done, knowledge is found by words alone.
  deps.knowledge.keepIndexed();
  const [inbox, outbox, links] = [createPatience(), createPatience(), createPatience()];
  const ending = new AbortController();
  const { signal } = ending;
  const beside = Promise.all([
    // Beside each other: a provider that is slow must not keep what customers write waiting.
    repeat({ what: 'inbox', everyMs: 2_000, log, signal }, () =>
      relayInbox({ stores, gateway, log, patience: inbox }),
    ),
    repeat({ what: 'outbox', everyMs: 2_000, log, signal }, () =>
      relayOutbox({ stores, lines, log, patience: outbox }),
    ),
    repeat({ what: 'links', everyMs: 2_000, log, signal }, () =>
      relayLinks({ stores, gateway, log, patience: links }),
    ),
    repeat({ what: 'files', everyMs: 2_000, log, signal }, fetchFiles.due),
    repeat(
      { what: 'moves', everyMs: 2_000, log, signal },
      createMoveRunning({ ...{ stores, log, signal }, moveCase: createMoveCase(deps.temporal) }),
    ),
    repeat({ what: 'callbacks', everyMs: 2_000, log, signal }, callbacksOf(deps)),
    repeat(
      { what: 'calls', everyMs: 60_000, log, signal },
      createEndLostCalls({ stores, endCall: createEndCall(deps), log }),
    ),
    repeat({ what: 'housekeeping', everyMs: 10 * 60_000, log, signal }, () => housekeeping(stores)),
    repeat(
      { what: 'retention', everyMs: 10 * 60_000, log, signal },
      createRetentionSweep({ stores, gateway, log, signal }),
    ),
  ]);
  const stopped = run();

  async function run(): Promise<void> {
    try {
      await worker.run();
    } finally {
      ending.abort();
      await beside;
      await connection.close();
    }
  }

  return {
    stopped,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await stopped;
    },
  };
}

/** Calls are placed beside the relay, as files are fetched: a provider that is slow keeps nobody else waiting. */
function callbacksOf({ config, stores, settleCallback, log }: Deps): () => Promise<void> {
  const configured = configuredTelephony(config.channels);
  if (!configured) return async () => undefined;
  const { telephony, settings, from } = configured;
  return createPlaceCallbacks({
    ...{ stores, telephony, from, log, settle: settleCallback, publicUrl: config.publicUrl },
    unprovenAnHour: config.unprovenCallbacksAnHour,
    ...(settings.agentNumber !== undefined && { agentNumber: settings.agentNumber }),
    conversationIds: createConversationIds(config.masterKey.bytes),
  });
}

export function createActivities(deps: Deps, moreRunners: Runners = {}) {
  const { stores, proofs, knowledge, answerer, config, log, lines } = deps;
  const perform = createPerform(stores, lines);
  const { allowedAddresses } = config.http;
  const createRunContext = createRunContextFactory({
    ...{ stores, proofs, places: deps.places, knowledge, answerer, allowedAddresses, log },
  });
  return {
    ...createNodeActivities(
      { ...moreRunners, ...builtIn } as Runners,
      createRunContext,
      createAnnounceTyping({ feed: stores.feed, channels: deps.channels }),
    ),
    openCase: createOpenCase(stores, perform),
    loadPlan: createLoadPlan(stores),
    readArrivals: createReadArrivals(stores),
    commit: createCommit(stores, perform),
  };
}
