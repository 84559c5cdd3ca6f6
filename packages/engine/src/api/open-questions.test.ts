import { catalogue } from '@throughline/nodes/catalogue';
import { compile } from '@throughline/flow/compile';
import { flowSchema } from '@throughline/flow/schema';
import type { CaseEvent } from '@throughline/flow/event';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;
let ops: Record<string, string>;
let hash: string;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
  });
  ops = (await api.signIn('ops')).bearer;
  const flow = flowSchema.parse({
    schema: 1,
    id: 'help',
    title: 'Help',
    settings: { fallbackQueue: 'people' },
    nodes: [
      { id: 'start', type: 'ingest', title: 'Start', config: {} },
      { id: 'find', type: 'retrieve-knowledge', title: 'Find', config: {} },
      { id: 'say', type: 'answer', title: 'Answer', config: { from: 'find' } },
    ],
    edges: [],
  });
  const plan = compile(flow, catalogue);
  hash = plan.flow.hash;
  await database.stores.flows.publish({ flow, hash, plan, author: 'test', at: Date.now() });
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

/** A case in which a customer asked this and the answer was not sure. */
async function asks(caseId: string, question: string, port = 'not-sure') {
  const at = Date.now();
  const events = [
    { type: 'node.done', run: 'find#1', result: { port: 'found', output: { question } } },
    { type: 'node.done', run: 'say#1', result: { port, output: {} } },
  ];
  await database.stores.cases.create(
    caseRow(caseId, { flow: { id: 'help', hash }, lastSeq: events.length, updatedAt: at, openedAt: at }),
  );
  await database.stores.journal.append(
    caseId,
    events.map((event, n) => ({
      seq: n + 1,
      event: { id: `e${n}`, at, actor: { kind: 'system' }, ...event } as CaseEvent,
      effects: [],
      decision: 'd',
    })),
  );
}

type Group = {
  count: number;
  ids: string[];
  setAside: boolean;
  questions: { text: string; caseId: string }[];
};
const groups = async () =>
  (await api.call('GET', '/api/knowledge/questions', undefined, ops)).json['groups'] as Group[];
const texts = async () =>
  (await groups()).map(({ questions }) => questions.map(({ text }) => text).toSorted());

it('shows what was not answered, like questions together, until an article answers it', async () => {
  await asks('q1', 'Do you deliver to the Faroe Islands?');
  await asks('q2', 'do you ship to the faroe islands');
  await asks('q3', 'Is the espresso blend vegan?');
  await asks('q4', 'How do I pay?', 'answered');
  const [first, second] = await groups();
  expect(first).toMatchObject({ count: 2, setAside: false });
  expect(first?.questions.map(({ caseId }) => caseId).toSorted()).toEqual(['q1', 'q2']);
  expect(second?.questions).toMatchObject([{ text: 'Is the espresso blend vegan?', caseId: 'q3' }]);

  await api.call(
    'PUT',
    '/api/articles/faroe',
    {
      title: 'Delivery to the Faroe Islands',
      questions: ['Do you deliver to the Faroe Islands?', 'Do you ship to the Faroe Islands?'],
      body: 'We deliver to the Faroe Islands within 9 working days for £12.',
    },
    ops,
  );
  expect(await texts()).toEqual([['Is the espresso blend vegan?']]);

  // Where it is taken away again, the question is open again.
  await api.call('DELETE', '/api/articles/faroe', undefined, ops);
  expect(await texts()).toHaveLength(2);
});

it('lets groups be set aside and taken up, keeps none of an erased case, and shows them to readers only', async () => {
  const vegan = (await groups()).find(({ questions }) => questions[0]?.caseId === 'q3');
  const put = (setAside: boolean) =>
    api.call('POST', '/api/knowledge/questions/set-aside', { questions: vegan?.ids, setAside }, ops);
  expect((await put(true)).status).toBe(204);
  await asks('q5', 'is the espresso blend vegan');
  expect((await groups()).find(({ ids }) => ids.includes(vegan?.ids[0] ?? ''))).toMatchObject({
    ...{ count: 2, setAside: true },
  });
  await put(false);
  expect((await groups()).every(({ setAside }) => !setAside)).toBe(true);

  const stored = JSON.stringify(await database.db.collection('caseQuestions').find().toArray());
  expect(stored).not.toContain('vegan');
  await database.stores.eraser.eraseCase('q3', Date.now());
  expect((await groups()).flatMap(({ questions }) => questions.map(({ caseId }) => caseId))).not.toContain(
    'q3',
  );
  const developer = (await api.signIn('developer')).bearer;
  expect((await api.call('GET', '/api/knowledge/questions', undefined, developer)).status).toBe(403);
});
