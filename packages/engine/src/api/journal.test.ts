import { randomUUID } from 'node:crypto';
import type { Effect } from '@throughline/flow/effect';
import type { CaseEvent } from '@throughline/flow/event';
import { smallPlan } from '@throughline/flow/testing/small-flow';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { JournalDraft } from '../sandbox/contract.ts';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({ database });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

/** A version of the small flow in which nodes have these titles. */
async function publish(hash: string, titles: { [node: string]: string }): Promise<void> {
  const plan = smallPlan(({ flow, nodes }) => {
    flow.hash = hash;
    for (const [id, title] of Object.entries(titles)) nodes[id] = { ...nodes['lookUp']!, id, title };
  });
  await database.stores.flows.publish({ flow: plan.flow, hash, plan, author: 'a', at: 1 });
}

const actor = { kind: 'system' } as const;
const left = (node: string): Effect => ({ type: 'node.left', run: `${node}#1`, node, port: 'done' });
const ran = (node: string) => ({
  event: { type: 'node.done', run: `${node}#1`, result: { port: 'done' } },
  effects: [left(node)],
});
const move = (from: string, to: string, effect: Effect) => ({
  event: {
    type: 'flow.moved',
    from: { hash: from, version: 1 },
    to: { id: 'small', hash: to, version: 2 },
    reason: '',
  },
  effects: [effect],
});

it('shows each step of a case that was moved with the titles of the version it ran by', async () => {
  await publish('one', { lookUp: 'Look it up', gone: 'Only at first' });
  await publish('two', { lookUp: 'Find the order' });
  await publish('three', { lookUp: 'Find the parcel', added: 'Only at last' });
  const caseId = randomUUID();
  const told = [
    { event: { type: 'case.opened', caseId, flow: { id: 'small', hash: 'one' } }, effects: [] },
    ran('lookUp'),
    move('one', 'three', { type: 'ignored', reason: 'place-unread', about: 'added' }),
    ran('gone'),
    move('one', 'two', { type: 'flow.moved', from: 'one', to: 'two' }),
    ran('lookUp'),
    move('two', 'three', { type: 'flow.moved', from: 'two', to: 'three' }),
    ran('lookUp'),
  ];
  const drafts = told.map(({ event, effects }, index): JournalDraft => {
    const head = { id: `e${index}`, at: index, actor };
    return { seq: index + 1, event: { ...head, ...event } as CaseEvent, effects, decision: 'd' };
  });
  await database.stores.journal.append(caseId, drafts);
  await database.stores.cases.create(caseRow(caseId, { flow: { id: 'small', hash: 'three' } }));
  const { bearer } = await api.signIn('auditor');
  const titles = async (query = '') => {
    const { json } = await api.call('GET', `/api/cases/${caseId}/journal${query}`, undefined, bearer);
    return (json['entries'] as { titles: object }[]).map((entry) => entry.titles);
  };

  const shown = [
    {},
    { lookUp: 'Look it up' },
    { added: 'Only at last' },
    { gone: 'Only at first' },
    {},
    { lookUp: 'Find the order' },
    {},
    { lookUp: 'Find the parcel' },
  ];
  expect(await titles()).toEqual(shown);
  // A page of it knows what was before.
  expect(await titles('?from=6&limit=1')).toEqual([shown[5]]);
});
