import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createCaseGateway } from '../cases/case-gateway.ts';
import { freePort } from '../local/free-port.ts';
import { createAnswerer } from '../models/answerer.ts';
import { createOpenAiModel } from '../models/openai.ts';
import { createStores } from '../stores/database.ts';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import type { TestApi, TestApiOptions } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let runtime: CaseRuntime;
let options: TestApiOptions;
/** Where nothing listens. */
let nobody: string;
const started: TestApi[] = [];

beforeAll(async () => {
  nobody = `127.0.0.1:${await freePort()}`;
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async () => ({ port: 'unsure' }),
  });
  options = {
    database: runtime.database,
    gateway: runtime.gateway,
    embeddingModelDir: inject('embeddingModelDir'),
  };
});

afterAll(async () => {
  for (const api of started) await api.stop();
  await runtime?.close();
});

async function apiWith(more: Partial<TestApiOptions>): Promise<TestApi> {
  const api = await startTestApi({ ...options, ...more });
  started.push(api);
  return api;
}

type Answer = Awaited<ReturnType<TestApi['call']>>;

function told({ status, json, headers }: Answer) {
  return { status, code: json['code'], detail: json['detail'], retryAfter: headers.get('retry-after') };
}

function unavailable(part: string) {
  const detail = expect.stringMatching(new RegExp(`${part}.*Send the same request again`));
  return { status: 503, code: 'unavailable', detail, retryAfter: '2' };
}

it('an action that no worker takes, or that Temporal cannot be told of, is answered with 503; later it is done once', async () => {
  const api = await apiWith({});
  const { stores, log } = runtime;
  const connection = Connection.lazy({ address: nobody });
  const gateway = createCaseGateway({
    likeness: async () => 0,
    ...{ stores, log, flowId: 'scripted', taskQueue: 'none' },
    temporal: new Client({ connection }),
  });
  const cutOff = await apiWith({ gateway });
  const { bearer } = await api.signIn('agent');
  const { caseId } = await runtime.say('I want a person', { visitor: randomUUID() });
  await eventually(
    () => stores.cases.get(caseId),
    (row) => row?.owner === 'queue',
  );
  await runtime.stopWorker();
  const claim = { action: randomUUID(), type: 'claim' };
  const act = (on: TestApi) => on.call('POST', `/api/cases/${caseId}/actions`, claim, bearer);
  const [waiting, refused] = await Promise.all([act(api), act(cutOff)]);
  await connection.close();
  await runtime.startWorker();
  expect(told(waiting)).toEqual(unavailable('worker'));
  expect(told(refused)).toEqual(unavailable('(Temporal|worker)'));
  expect((await act(api)).status).toBe(200);
  const claimed = async () =>
    (await stores.journal.read(caseId)).filter(({ entry }) => entry.type === 'agent.claimed');
  await eventually(claimed, (entries) => entries.length > 0);
  expect(await claimed()).toHaveLength(1);
});

it('an article that cannot be indexed, and a model that cannot be asked, are answered with 503', async () => {
  const model = createOpenAiModel({ apiKey: 'none', baseUrl: `http://${nobody}/v1`, model: 'm', pauseMs: 1 });
  const api = await apiWith({
    chromaUrl: `http://${nobody}`,
    deps: { answerer: createAnswerer({ model }) },
  });
  const { bearer } = await api.signIn('admin');
  const article = { title: 'Returns', body: 'Goods can be sent back within 30 days of delivery.' };
  const put = await api.call('PUT', '/api/articles/returns', article, bearer);
  expect(told(put)).toEqual(unavailable('Chroma'));

  const withVectors = await apiWith({ deps: { answerer: createAnswerer({ model }) } });
  expect((await withVectors.call('PUT', '/api/articles/returns', article, bearer)).status).toBe(200);
  const question = { question: 'How long can I send goods back?' };
  const asked = await withVectors.call('POST', '/api/knowledge/ask', question, bearer);
  expect(told(asked)).toEqual(unavailable('model'));
});

it('a database that does not answer is one as well', async () => {
  const client = new MongoClient(`mongodb://${nobody}`, { serverSelectionTimeoutMS: 200 });
  const stores = createStores({ db: client.db('nothing'), masterKey: runtime.database.masterKey });
  const api = await apiWith({ deps: { stores } });
  const { bearer } = await (await apiWith({})).signIn('agent');
  const asked = await api.call('GET', '/api/cases', undefined, bearer);
  await client.close();
  expect(told(asked)).toEqual(unavailable('database'));
});
