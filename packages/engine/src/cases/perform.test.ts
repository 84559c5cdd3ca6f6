import { randomUUID } from 'node:crypto';
import type { Effect, SendEffect } from '@throughline/flow/effect';
import { emptyState } from '@throughline/flow/state';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { JournalDraft } from '../sandbox/contract.ts';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { createPerform } from './perform.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database?.drop());

it('after a crash, what a take-over cancels is not what was decided after it', async () => {
  const { stores } = database;
  const caseId = randomUUID();
  await stores.cases.create(caseRow(caseId));
  const customer = await stores.customers.findOrCreate({
    identifiers: [{ kind: 'webchat', value: caseId, level: 'verified', evidence: 'test' }],
    at: 1,
  });
  const handed: string[] = [];
  let crash = true;
  const perform = createPerform(stores, {
    begin: async ({ _id }) => {
      if (crash) throw new Error('the worker died');
      if (await stores.outbox.take(_id)) handed.push(_id);
    },
  });
  const send = (id: string): SendEffect => ({
    type: 'send',
    send: `${caseId}:${id}`,
    actor: { kind: 'agent', id: 'ana', name: 'Ana' },
    channel: 'webchat',
    conversation: 'v1',
    text: 'Ana here.',
  });
  const entry = (seq: number, effects: Effect[]): JournalDraft => ({
    seq,
    event: { id: `e${seq}`, at: seq, actor: { kind: 'system' }, type: 'agent.typed' },
    effects,
    decision: '',
  });
  const state = { ...emptyState(), caseId, customer: { id: customer._id, verified: false } };
  const { text, channel, conversation } = send('1:1');
  const flowSaid = { _id: `${caseId}:1:1`, caseId, customerId: customer._id, channel, conversation, text };
  await stores.outbox.queue({ ...flowSaid, at: 0, from: 'bot' });

  const decided = { caseId, state, entries: [entry(1, [{ type: 'send.cancel' }]), entry(2, [send('2:1')])] };
  await expect(perform(decided)).rejects.toThrow('the worker died');
  crash = false;
  await perform(decided);
  expect(handed).toEqual([`${caseId}:2:1`]);
  expect(await stores.outbox.get(`${caseId}:1:1`)).toMatchObject({ state: 'cancelled' });
});
