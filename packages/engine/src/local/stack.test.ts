import { Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { examine } from './doctor.ts';
import { startStack, type Stack, type StackOptions } from './stack.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('startStack', () => {
  it('keeps data and ports from one start to the next, and fetches nothing the second time', async () => {
    const dataDir = await temporaryFolder();
    const first = await start({ dataDir });
    await leave(first, 'a note');
    await first.stop();

    const steps: string[] = [];
    const second = await start({ dataDir, progress: ({ text }) => steps.push(text) });
    expect(second.env).toEqual(first.env);
    expect(await find(second)).toEqual(['a note', 'a note', 'a note']);
    expect(steps.filter((text) => /download|fetch|build/u.test(text))).toEqual([]);
  });

  it('runs beside another one, each with its own data', async () => {
    const folders = [await temporaryFolder(), await temporaryFolder()];
    const [left, right] = (await Promise.all(folders.map((dataDir) => start({ dataDir })))) as [Stack, Stack];
    await leave(left, 'left');
    await leave(right, 'right');
    expect(await find(left)).toEqual(['left', 'left', 'left']);
    expect(await find(right)).toEqual(['right', 'right', 'right']);

    await left.stop();
    expect(await find(right)).toEqual(['right', 'right', 'right']);
  });

  it('refuses a data directory in which another stack runs', async () => {
    const dataDir = await temporaryFolder();
    const stack = await start({ dataDir });
    await expect(startStack({ dataDir })).rejects.toMatchObject({ code: 'in-use' });
    expect(await find(stack)).toEqual(['', '', '']);
  });

  it('starts each server again on the same port and data after a kill', async () => {
    const stack = await start({ dataDir: await temporaryFolder() });
    await leave(stack, 'a note');
    // The compatible MongoDB may lose what it acknowledged in its last 20 ms.
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const server of [stack.temporal, stack.mongodb, stack.chroma]) {
      const before = server.pid;
      await server.kill();
      expect(server.pid).toBeUndefined();
      await server.restart();
      expect(server.pid).not.toBe(before);
    }
    expect(await find(stack)).toEqual(['a note', 'a note', 'a note']);
  });

  it('leaves nothing running when one server cannot start', async () => {
    const dataDir = await temporaryFolder();
    const other = await start({ dataDir: await temporaryFolder() });
    const taken = Number(new URL(other.chroma.address).port);
    const failing = startStack({ dataDir, ports: { chroma: taken } });
    await expect(failing).rejects.toMatchObject({
      code: 'not-started',
      message: expect.stringContaining('taken'),
    });
    const report = await examine(dataDir);
    expect(report.parts.map((part) => part.state)).toEqual(['stopped', 'stopped', 'stopped', 'ready']);
    expect(report.stackPid).toBeUndefined();
  });

  it('uses servers that the environment names, and leaves them alone', async () => {
    const ours = await start({ dataDir: await temporaryFolder() });
    const second = await start({ dataDir: await temporaryFolder(), env: { ...process.env, ...ours.env } });
    expect(second.env).toEqual(ours.env);
    expect(second.temporal.source).toBe('THROUGHLINE_TEMPORAL_ADDRESS');
    await expect(second.mongodb.kill()).rejects.toThrow('THROUGHLINE_MONGODB_URL');
    await second.stop();
    expect(await find(ours)).toEqual(['', '', '']);
  });

  it('says what to do when a server that the environment names does not answer', async () => {
    const env = { ...process.env, THROUGHLINE_CHROMA_URL: 'http://127.0.0.1:9' };
    await expect(startStack({ dataDir: await temporaryFolder(), env })).rejects.toMatchObject({
      code: 'not-reachable',
      fix: expect.stringContaining('THROUGHLINE_CHROMA_URL'),
    });
  });
});

async function start(options: StackOptions): Promise<Stack> {
  const stack = await startStack(options);
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
