import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { compile } from '@throughline/flow/compile';
import { defineNode } from '@throughline/nodes/define-node';
import { catalogue } from '@throughline/nodes/catalogue';
import type { NodeResult } from '@throughline/flow/node-result';
import type { RunInput } from '@throughline/flow/effect';
import type { Flow } from '@throughline/flow/schema';
import { flowSchema } from '@throughline/flow/schema';
import { Client, Connection } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';
import { NativeConnection, Worker } from '@temporalio/worker';
import pino from 'pino';
import { z } from 'zod';
import type { Gateway } from '../cases/case-gateway.ts';
import { createCaseGateway } from '../cases/case-gateway.ts';
import { createCommit } from '../cases/commit.ts';
import { createFileLinks } from '../files/file-links.ts';
import { createFailSend } from '../cases/fail-send.ts';
import { createFindElsewhere } from '../cases/find-elsewhere.ts';
import { createHandOver } from '../cases/hand-over.ts';
import { createHandOverLines } from '../cases/hand-over-lines.ts';
import { createTakeReceipt } from '../cases/take-receipt.ts';
import { createLoadPlan, createOpenCase } from '../cases/open-case.ts';
import { createPerform } from '../cases/perform.ts';
import { createReadArrivals } from '../cases/read-arrivals.ts';
import type { ChannelsConfig } from '../channel-config.ts';
import type { Channel } from '../channels/channel.ts';
import { dataConverter } from '../crypto/data-converter.ts';
import type { NodeActivity } from '../sandbox/contract.ts';
import { signalFailedSend } from '../temporal/case-handle.ts';
import { createCaseWorker } from '../temporal/worker.ts';
import type { TestDatabase } from './database.ts';
import { testDatabase } from './database.ts';
import { testChannels, testPlaces } from './test-channels.ts';

/** A node whose behaviour a test decides, in place of models and outside services. */
export const scriptedNode = defineNode({
  type: 'scripted',
  kind: 'run',
  title: 'Scripted',
  help: 'Does what the test says.',
  group: 'work',
  icon: 'scroll',
  config: z.object({}),
  ports: [
    { id: 'done', title: 'Done', says: true },
    { id: 'unsure', title: 'Unsure' },
  ],
});

/** ingest -> scripted -> wait for reply -> scripted; unsure -> escalate. */
export function scriptedFlow(quiet = '0s'): Flow {
  return flowSchema.parse({
    schema: 1,
    id: 'scripted',
    title: 'Scripted',
    settings: { fallbackQueue: 'people' },
    nodes: [
      { id: 'start', type: 'ingest', title: 'Start', config: { quiet } },
      { id: 'think', type: 'scripted', title: 'Think', config: {} },
      { id: 'reply', type: 'wait-for-reply', title: 'Reply', config: {} },
      { id: 'person', type: 'escalate', title: 'Person', config: { queue: 'returns', reason: 'unsure' } },
    ],
    edges: [
      { id: 'e1', from: 'start', port: 'started', to: 'think' },
      { id: 'e2', from: 'think', port: 'done', to: 'reply' },
      { id: 'e3', from: 'think', port: 'unsure', to: 'person' },
      { id: 'e4', from: 'reply', port: 'reply', to: 'think' },
    ],
  });
}

export type Script = (input: RunInput, run: string) => Promise<NodeResult>;

export type CaseRuntime = Awaited<ReturnType<typeof startCaseRuntime>>;

/** The whole of a case on real servers: database, Temporal, worker, gateway; only what `scripted` nodes do is the test's. */
export async function startCaseRuntime(options: {
  temporalAddress: string;
  mongodbUrl: string;
  script: Script;
  flow?: Flow;
  worker?: Partial<WorkerOptions>;
  continueAfterEvents?: number;
  /** Of the channels with a provider. */
  config?: ChannelsConfig;
  /** In place of those of the product. */
  channels?: { [name: string]: Channel };
  /** Runners of the product, beside `scripted`. */
  nodes?: (database: TestDatabase) => { [nodeType: string]: NodeActivity };
}) {
  const database = await testDatabase(options.mongodbUrl);
  const { stores } = database;
  const taskQueue = `test-${randomUUID()}`;
  const converter = dataConverter({ keys: stores.keys });
  const connection = await Connection.connect({ address: options.temporalAddress });
  const temporal = new Client({ connection, dataConverter: converter });
  const log = pino({ level: 'silent' });
  const flow = options.flow ?? scriptedFlow();
  await publish(flow);

  /** The hash of the version, which is live from now on. */
  async function publish(drawn: Flow): Promise<string> {
    const plan = compile(drawn, { ...catalogue, scripted: scriptedNode });
    const { hash } = plan.flow;
    await stores.flows.publish({ flow: drawn, hash, plan, author: 'test', at: Date.now() });
    return hash;
  }

  const { continueAfterEvents } = options;
  const gateway = createCaseGateway({
    ...{ stores, temporal, taskQueue, log, flowId: flow.id, likeness: async () => 1 },
    ...(continueAfterEvents === undefined ? {} : { continueAfterEvents }),
  });
  const channels = { ...testChannels(database, { config: options.config ?? {} }), ...options.channels };
  const places = testPlaces(database, channels);
  const failSend = createFailSend({
    stores,
    findElsewhere: createFindElsewhere({ stores, places }),
    tellCase: (caseId, event) => signalFailedSend(temporal, { caseId, taskQueue, event }),
  });
  const handOver = createHandOver({
    ...{ stores, channels, failSend, log },
    fileLink: createFileLinks({
      masterKey: database.masterKey.bytes,
      publicUrl: 'https://support.example.com',
    }).linkTo,
  });
  const lines = createHandOverLines({ handOver, channels, log });
  const perform = createPerform(stores, lines);
  const scripted: NodeActivity = ({ input, run }) => options.script(input, run);
  const activities = {
    openCase: createOpenCase(stores, perform),
    loadPlan: createLoadPlan(stores),
    readArrivals: createReadArrivals(stores),
    commit: createCommit(stores, perform),
    ...options.nodes?.(database),
    scripted,
  };
  let running = await run();

  async function run(): Promise<{ worker: Worker; ended: Promise<void>; native: NativeConnection }> {
    const native = await NativeConnection.connect({ address: options.temporalAddress });
    const worker = await createCaseWorker({
      connection: native,
      namespace: 'default',
      taskQueue,
      dataConverter: converter,
      activities,
      options: { shutdownGraceTime: '1 s', ...options.worker },
    });
    return { worker, ended: worker.run(), native };
  }

  async function stopWorker(): Promise<void> {
    running.worker.shutdown();
    await running.ended;
    await running.native.close();
  }

  return {
    database,
    stores,
    temporal,
    gateway: gateway as Gateway,
    lines,
    channels,
    places,
    takeReceipt: createTakeReceipt({ stores, failSend }),
    failSend,
    log,
    activities,
    converter,
    publish,
    stopWorker,
    startWorker: async () => void (running = await run()),
    say: (
      text: string,
      { visitor = 'v1', id = randomUUID() as string, choice = undefined as string | undefined } = {},
    ) =>
      gateway.receive({
        channel: 'webchat',
        providerMessageId: id,
        conversation: visitor,
        messageId: `${visitor}:${id}`,
        text,
        at: Date.now(),
        identifiers: [{ kind: 'webchat', value: visitor, level: 'verified', evidence: 'test' }],
        ...(choice === undefined ? {} : { choice }),
      }),
    heard: async (visitor = 'v1') =>
      (await stores.messages.byConversation(visitor))
        .filter(({ from }) => from !== 'customer')
        .map(({ text }) => text),
    async close() {
      await stopWorker();
      await lines.idle();
      await connection.close();
      await database.drop();
    },
  };
}

/** Waits until the check passes; says what it last found when it never does. */
export async function eventually<Value>(
  check: () => Promise<Value>,
  passes: (value: Value) => boolean,
  withinMs = 15_000,
): Promise<Value> {
  const until = Date.now() + withinMs;
  for (;;) {
    const value = await check();
    if (passes(value)) return value;
    if (Date.now() > until)
      throw new Error(`It did not happen within ${withinMs} ms; last seen: ${JSON.stringify(value)}`);
    await pause(25);
  }
}
