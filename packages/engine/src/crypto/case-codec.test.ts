import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { KeyErased, KeyUnknown } from '../stores/keys.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { heard, secretWorkflow, told } from '../testing/secret-workflow.ts';
import { createCaseCodec, sharedKey } from './case-codec.ts';
import { dataConverter } from './data-converter.ts';
import { CannotOpen } from './seal.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const workflowsPath = fileURLToPath(new URL('../testing/secret-workflow.ts', import.meta.url));
const secret = 'Anas card 4242424242424242';
const payload = {
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify({ secret })),
};
const contextOf = (workflowId: string) => ({ type: 'workflow', namespace: 'default', workflowId }) as const;

describe('case codec', () => {
  it('seals with the key of the case, and gives back the same payloads', async () => {
    const codec = createCaseCodec(database.stores.keys);
    const empty = { metadata: { encoding: Buffer.from('binary/null') } };
    const [sealed, sealedEmpty] = await codec.encode([payload, empty], contextOf('case-c1'));
    expect(Buffer.from(sealed!.data!).toString('latin1')).not.toContain('4242');
    expect(Buffer.from(sealed!.metadata!['encryption-key-id']!).toString()).toBe('c1');
    const elsewhere = createCaseCodec((await database.another()).stores.keys);
    const opened = await elsewhere.decode([sealed!, sealedEmpty!, payload]);
    expect(opened[0]).toEqual(payload);
    expect(opened[1]?.metadata).toEqual(empty.metadata);
    expect(opened[2]).toBe(payload);
  });

  it('uses the shared key where no case is named', async () => {
    const codec = createCaseCodec(database.stores.keys);
    const [sealed] = await codec.encode([payload], contextOf('relay'));
    expect(Buffer.from(sealed!.metadata!['encryption-key-id']!).toString()).toBe(sharedKey);
    expect(await codec.encode([], contextOf('case-never'))).toEqual([]);
    await expect(database.stores.keys.existing('never')).rejects.toThrow(KeyUnknown);
  });

  it('cannot be led to another key, and reads nothing after the key was erased', async () => {
    const codec = createCaseCodec(database.stores.keys);
    const [sealed] = await codec.encode([payload], contextOf('case-c2'));
    await codec.encode([payload], contextOf('case-c3'));
    const renamed = { ...sealed!, metadata: { ...sealed!.metadata, 'encryption-key-id': Buffer.from('c3') } };
    await expect(codec.decode([renamed])).rejects.toThrow(CannotOpen);
    await database.stores.keys.erase('c2');
    await expect(codec.decode([sealed!])).rejects.toThrow(KeyErased);
    await expect(codec.encode([payload], contextOf('case-c2'))).rejects.toThrow(KeyErased);
  });
});

describe('a history on a real Temporal server', () => {
  it('holds nothing anybody can read, replays with the key, and is lost with it', async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const { keys } = database.stores;
    const converter = dataConverter({ keys });
    const address = inject('temporalAddress');
    const taskQueue = `codec-${randomUUID()}`;
    const caseId = randomUUID();
    const workflowId = `case-${caseId}`;
    const [connection, nativeConnection] = await Promise.all([
      Connection.connect({ address }),
      NativeConnection.connect({ address }),
    ]);
    try {
      const client = new Client({ connection, dataConverter: converter });
      const repeat = async (text: string) => `again: ${text}`;
      const worker = await Worker.create({
        connection: nativeConnection,
        taskQueue,
        workflowsPath,
        dataConverter: converter,
        activities: { repeat },
      });
      await worker.runUntil(async () => {
        const handle = await client.workflow.start(secretWorkflow, {
          taskQueue,
          workflowId,
          args: [secret],
          memo: { secret },
        });
        expect(await handle.query(heard)).toEqual([secret]);
        await handle.signal(told, secret);
        const failure = await handle.result().catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(WorkflowFailedError);
        expect((failure as WorkflowFailedError).cause).toMatchObject({
          message: `it ends with ${secret}`,
          details: [{ secret }],
        });
      });

      const history = await client.workflow.getHandle(workflowId).fetchHistory();
      const readable = legible(historyToJSON(history));
      expect(readable).toContain('binary/encrypted');
      expect(readable).not.toContain('4242');

      const replayed = { workflowsPath, dataConverter: converter };
      await Worker.runReplayHistory(replayed, history, workflowId);
      const withoutKeys = Worker.runReplayHistory({ workflowsPath }, history, workflowId);
      await expect(withoutKeys).rejects.toThrow('Unknown encoding: binary/encrypted');
      await keys.erase(caseId);
      // Why it fails is sealed as well, and so unreadable.
      await expect(Worker.runReplayHistory(replayed, history, workflowId)).rejects.toThrow('Encoded failure');
    } finally {
      await Promise.all([connection.close(), nativeConnection.close()]);
    }
  });
});

describe('a worker', () => {
  it('goes on when there is no key to say with why something failed', async () => {
    const { keys } = database.stores;
    const converter = dataConverter({ keys });
    const address = inject('temporalAddress');
    const taskQueue = `codec-${randomUUID()}`;
    const [erased, other] = [randomUUID(), randomUUID()];
    const [connection, nativeConnection] = await Promise.all([
      Connection.connect({ address }),
      NativeConnection.connect({ address }),
    ]);
    let failed = 0;
    async function repeat(text: string): Promise<string> {
      if (!text.includes(erased)) return text;
      failed++;
      await keys.erase(erased);
      throw ApplicationFailure.retryable(`it fails with ${text}`, 'Told', text);
    }
    try {
      const client = new Client({ connection, dataConverter: converter });
      const worker = await Worker.create({
        connection: nativeConnection,
        taskQueue,
        workflowsPath,
        dataConverter: converter,
        activities: { repeat },
      });
      await worker.runUntil(async () => {
        const start = async (caseId: string) => {
          const options = { taskQueue, workflowId: `case-${caseId}`, args: [caseId] as [string] };
          const handle = await client.workflow.start(secretWorkflow, options);
          await handle.signal(told, secret);
          return handle;
        };
        const hopeless = await start(erased);
        await vi.waitFor(() => expect(failed).toBeGreaterThan(0), 10_000);
        await expect((await start(other)).result()).rejects.toThrow(WorkflowFailedError);
        await hopeless.terminate();
      });
    } finally {
      await Promise.all([connection.close(), nativeConnection.close()]);
    }
  });
});

/** A history's JSON, with everything that is in base64 beside it as text. */
function legible(json: string): string {
  const encoded = json.match(/"[A-Za-z0-9+/]{8,}={0,2}"/g) ?? [];
  return json + encoded.map((text) => Buffer.from(text.slice(1, -1), 'base64').toString('latin1')).join('\n');
}
