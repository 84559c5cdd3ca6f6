import { Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { examine } from './doctor.ts';
import { startStack, type Stack, type StackOptions } from './stack.ts';
import { ownEnv } from './testing/own-env.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('startStack', () => {
  it('keeps data and ports from one start to the next and over a kill, and fetches nothing the second time', async () => {
    const dataDir = await temporaryFolder();
    const first = await start({ dataDir });
    await leave(first, 'a note');
    await first.stop();

    const steps: string[] = [];
    const second = await start({ dataDir, progress: ({ text }) => steps.push(text) });
    expect(steps.filter((text) => /download|fetch|build/u.test(text))).toEqual([]);
    expect(second.env).toEqual(first.env);
    expect(await find(second)).toEqual(['a note', 'a note', 'a note']);

    for (const server of [second.temporal, second.mongodb, second.chroma]) {
      const before = server.pid;
      await server.kill();
      expect(server.pid).toBeUndefined();
      await server.restart();
      expect(server.pid).not.toBe(before);
    }
    expect(await find(second)).toEqual(['a note', 'a note', 'a note']);
  });

  it('runs beside another one, each with its own data, and alone in its folder', async () => {
    const folders = [await temporaryFolder(), await temporaryFolder()];
    const [left, right] = (await Promise.all(folders.map((dataDir) => start({ dataDir })))) as [Stack, Stack];
    await leave(left, 'left');
    await leave(right, 'right');
    expect(await find(left)).toEqual(['left', 'left', 'left']);
    expect(await find(right)).toEqual(['right', 'right', 'right']);
    await expect(start({ dataDir: folders[1]! })).rejects.toMatchObject({ code: 'in-use' });

    await left.stop();
    expect(await find(right)).toEqual(['right', 'right', 'right']);
  });

  it('leaves nothing running when one server cannot start', async () => {
    const dataDir = await temporaryFolder();
    const failing = start({ dataDir, ports: { chroma: Number(new URL(inject('chromaUrl')).port) } });
    await expect(failing).rejects.toMatchObject({
      code: 'not-started',
      message: expect.stringContaining('taken'),
    });
    const report = await examine(dataDir, ownEnv());
    expect(report.parts.map((part) => part.state)).toEqual(['stopped', 'stopped', 'stopped', 'ready']);
    expect(report.stackPid).toBeUndefined();
  });

  it('uses servers that the environment names, and leaves them alone', async () => {
    const stack = await start({ dataDir: await temporaryFolder(), env: { ...process.env, ...named() } });
    expect(stack.env).toMatchObject(named());
    expect(stack.temporal.source).toBe('THROUGHLINE_TEMPORAL_ADDRESS');
    await expect(stack.mongodb.kill()).rejects.toThrow('THROUGHLINE_MONGODB_URL');
    await stack.stop();
    const again = await start({ dataDir: await temporaryFolder(), env: { ...process.env, ...named() } });
    expect(again.env).toEqual(stack.env);
  });

  it('says what to do when a server that the environment names does not answer', async () => {
    const env = { ...process.env, ...named(), THROUGHLINE_CHROMA_URL: 'http://127.0.0.1:9' };
    await expect(start({ dataDir: await temporaryFolder(), env })).rejects.toMatchObject({
      code: 'not-reachable',
      fix: expect.stringContaining('THROUGHLINE_CHROMA_URL'),
    });
  });
});

/** The servers of the test run, as an environment names them. */
function named(): Record<string, string> {
  return {
    THROUGHLINE_TEMPORAL_ADDRESS: inject('temporalAddress'),
    THROUGHLINE_MONGODB_URL: inject('mongodbUrl'),
    THROUGHLINE_CHROMA_URL: inject('chromaUrl'),
  };
}

async function start(options: StackOptions): Promise<Stack> {
  const stack = await startStack({ env: ownEnv(), ...options });
  onTestFinished(() => stack.stop());
  return stack;
}

/** Writes a note into all three servers. */
async function leave(stack: Stack, note: string): Promise<void> {
  await withMongo(stack, (client) => client.db('notes').collection('notes').insertOne({ note }));
  await chroma(stack, 'POST', { name: 'notes', metadata: { note } });
  await withTemporal(stack, async ({ workflowService }) => {
    await workflowService.updateNamespace({ namespace: 'default', updateInfo: { description: note } });
  });
}

/** The notes that are there: MongoDB's, Chroma's, Temporal's. */
async function find(stack: Stack): Promise<string[]> {
  const row = await withMongo(stack, (client) => client.db('notes').collection('notes').findOne());
  const collections = (await chroma(stack, 'GET')) as { metadata: { note: string } }[];
  const namespace = await withTemporal(stack, ({ workflowService }) =>
    workflowService.describeNamespace({ namespace: 'default' }),
  );
  return [
    String(row?.note ?? ''),
    collections[0]?.metadata.note ?? '',
    namespace.namespaceInfo?.description ?? '',
  ];
}

async function withMongo<T>(stack: Stack, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(stack.mongodb.address);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function chroma(stack: Stack, method: string, body?: object): Promise<unknown> {
  const path = '/api/v2/tenants/default_tenant/databases/default_database/collections';
  const response = await fetch(stack.chroma.address + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.ok).toBe(true);
  return response.json();
}

async function withTemporal<T>(stack: Stack, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: stack.temporal.address });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
