import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { expect, inject, it, onTestFinished } from 'vitest';
import { startStack, type Stack } from './stack.ts';
import { ownEnv } from './testing/own-env.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

type Row = { _id: string; caseId: string; seq: number; state: string; topics: string[]; at: number };

const row = (caseId: string, seq: number, state: string, topics: string[]): Row => ({
  ...{ _id: `${caseId}:${seq}`, caseId, seq, state, topics },
  at: seq,
});

async function open({ mongodb }: Stack) {
  const client = await MongoClient.connect(mongodb.address);
  onTestFinished(() => client.close());
  const rows = client.db('indexes').collection<Row>('rows');
  await rows.createIndex({ caseId: 1, seq: 1 }, { unique: true });
  await rows.createIndex({ state: 1, at: 1 });
  await rows.createIndex({ topics: 1 });
  const ids = async (query: object) =>
    (await rows.find(query).sort({ at: 1, _id: 1 }).toArray()).map(({ _id }) => _id);
  /** By the first of two unique fields, by a text with more conditions, by one of several texts. */
  const found = async () => [
    await ids({ caseId: 'a' }),
    await ids({ state: { $in: ['new', 'old'] }, at: { $lte: 2 } }),
    await ids({ topics: 'red' }),
    await ids({ caseId: 'a', seq: { $gt: 1 } }),
  ];
  return { rows, found };
}

it('finds rows by what they are now, and keeps keys unique, also after a kill', async () => {
  const named = {
    THROUGHLINE_TEMPORAL_ADDRESS: inject('temporalAddress'),
    THROUGHLINE_CHROMA_URL: inject('chromaUrl'),
  };
  const stack = await startStack({ dataDir: await temporaryFolder(), env: ownEnv(named) });
  onTestFinished(() => stack.stop());
  const { rows, found } = await open(stack);
  await rows.insertMany([
    row('a', 1, 'new', ['red', 'blue']),
    row('a', 2, 'new', ['blue']),
    row('b', 1, 'gone', ['red']),
    row('b', 2, 'gone', ['red']),
  ]);
  expect(await rows.updateOne({ _id: 'a:1', state: 'gone' }, { $set: { state: 'old' } })).toMatchObject({
    matchedCount: 0,
  });
  await rows.updateOne({ _id: 'b:1', state: 'gone' }, { $set: { state: 'old', topics: ['green'] } });
  await rows.updateOne({ _id: 'a:2' }, { $set: { state: 'gone' }, $push: { topics: 'red' } });
  await rows.deleteOne({ _id: 'b:2' });
  const expected = [['a:1', 'a:2'], ['a:1', 'b:1'], ['a:1', 'a:2'], ['a:2']];
  expect(await found()).toEqual(expected);
  const again = { ...row('a', 2, 'new', []), _id: 'other' };
  await expect(rows.insertOne(again)).rejects.toMatchObject({ code: 11_000 });

  // What was acknowledged is on disk a moment later; see `setAutoCommitDelay`.
  await pause(200);
  await stack.mongodb.kill();
  await stack.mongodb.restart();
  const after = await open(stack);
  expect(await after.found()).toEqual(expected);
  await expect(after.rows.insertOne(again)).rejects.toMatchObject({ code: 11_000 });
  await expect(after.rows.updateOne({ _id: 'a:1' }, { $set: { seq: 2 } })).rejects.toMatchObject({
    code: 11_000,
  });
});
