import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import type { Channel } from '../channels/channel.ts';
import { createConversationIds } from '../crypto/derived-ids.ts';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { everyChannel, testChannels, testPlaces } from '../testing/test-channels.ts';
import type { Places } from './places.ts';

let database: TestDatabase;
let places: Places;
/** Ana wrote in the chat; that her number is hers, a code has proven. */
let ana: string;
let caseId: string;
let phone: string;
const hour = 3_600_000;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  const channels = testChannels(database, { config: everyChannel });
  const email = { capabilities: channels['sms']!.capabilities, name: 'email' } as Channel;
  const ends = { theirs: 'email', ours: 'support@example.com', perCase: true } as const;
  places = testPlaces(database, { ...channels, email: { ...email, ends } });
});
afterAll(() => database?.drop());

beforeEach(async () => {
  const { customers } = database.stores;
  phone = `+4477009${String(Math.floor(Math.random() * 1e5)).padStart(5, '0')}`;
  const visitor = { kind: 'webchat', value: randomUUID(), level: 'verified', evidence: 'test' } as const;
  ana = (await customers.findOrCreate({ identifiers: [visitor], at: Date.now() }))._id;
  await prove('phone', phone);
  caseId = await openCase('webchat', visitor.value);
  await hear('webchat', visitor.value);
  await answersGo('webchat', visitor.value);
});

async function answersGo(channel: string, conversation: string): Promise<void> {
  await database.stores.cases.project(caseId, 1, { reach: { channel, conversation } });
}

async function prove(kind: string, value: string, customerId = ana): Promise<void> {
  const claim = { kind, value, customerId, level: 'verified', evidence: 'code', author: 'test' } as const;
  expect(await database.stores.customers.claim({ ...claim, at: Date.now() })).toBe('linked');
}

async function openCase(channel: string, conversation: string): Promise<string> {
  const id = randomUUID();
  await database.stores.cases.create({ ...caseRow(id), customerId: ana, channel, conversation });
  return id;
}

async function hear(channel: string, conversation: string, at = Date.now(), of = caseId): Promise<void> {
  const row = { _id: randomUUID(), caseId: of, customerId: ana, channel, conversation, at };
  await database.stores.messages.add({ ...row, from: 'customer', text: 'Hello' });
}

/** Ana wrote by one of the channels that know both ends. */
async function write(channel: string, theirs: string, at = Date.now(), of = caseId): Promise<string> {
  const ours = '+441632960001';
  const id = createConversationIds(database.masterKey.bytes)(channel, ours, theirs);
  await database.stores.conversations.heard({ id, channel, customerId: ana, ours, theirs, at });
  await hear(channel, id, at, of);
  return id;
}

async function shown(): Promise<string[]> {
  const all = await places.of(caseId);
  return all.map(({ channel, current, closed, byTemplate }) =>
    [channel, current && 'here', byTemplate && 'template', closed].filter(Boolean).join(' '),
  );
}

it('the chat, and what a proven number lets us begin; what cannot be begun is not there', async () => {
  expect((await shown()).toSorted()).toEqual([
    'plivo-sms',
    'sms',
    'voice',
    'webchat here',
    'whatsapp window-closed',
  ]);
  const all = await places.of(caseId);
  expect(all.find(({ channel }) => channel === 'voice')).toMatchObject({ proven: true, theirs: phone });
  expect(all.find(({ channel }) => channel === 'voice')).not.toHaveProperty('conversation');
});

it('a conversation that we begin is the one in which the customer answers', async () => {
  const sms = (await places.of(caseId)).find(({ channel }) => channel === 'sms');
  expect(await database.stores.conversations.get(sms?.conversation ?? '')).toBeNull();
  expect(await places.open(caseId, sms?.conversation ?? '')).toMatchObject({ channel: 'sms' });
  expect(await write('sms', phone)).toBe(sms?.conversation);
  expect((await shown()).filter((place) => place.startsWith('sms'))).toEqual(['sms']);
  expect(await places.open(caseId, 'somebody-elses')).toBeNull();
});

it('a window is open for a day, an opt-out closes for good', async () => {
  await write('whatsapp', phone, Date.now() - 23 * hour);
  const open = (await places.of(caseId)).find(({ channel }) => channel === 'whatsapp');
  expect(open?.openUntil).toBeGreaterThan(Date.now());
  const sms = await write('sms', phone);
  await database.stores.conversations.consent(sms, { stopped: true, at: Date.now() });
  expect(await shown()).toContain('sms opted-out');
  expect(await shown()).toContain('whatsapp');
});

it('what is only claimed, shared, or proven by two leads nowhere; what is here is answered', async () => {
  const other = await write('sms', '+447700800001');
  expect(await shown()).toContain('sms not-proven');
  await answersGo('sms', other);
  expect(await shown()).toContain('sms here');
  await database.stores.customers.share({ kind: 'phone', value: phone }, { author: 'ops', at: Date.now() });
  expect((await shown()).toSorted()).toEqual(['sms here', 'webchat']);
  await database.stores.customers.share({ kind: 'phone', value: phone }, undefined);
  const proves = (kind: string, value: string) => ({
    kind,
    value,
    level: 'verified' as const,
    evidence: 'signed',
  });
  const identifiers = [proves('account', 'bo'), proves('phone', phone)];
  await database.stores.customers.findOrCreate({ identifiers, at: Date.now() });
  expect((await shown()).toSorted()).toEqual(['sms here', 'webchat']);
});

it('a thread of mails is of one case: another case begins its own', async () => {
  const address = `${randomUUID()}@example.com`;
  await prove('email', address);
  const elsewhere = await openCase('email', 'thread');
  const thread = await write('email', address, Date.now(), elsewhere);
  const mails = (await places.of(caseId)).filter(({ channel }) => channel === 'email');
  expect(mails).toMatchObject([{ proven: true, theirs: address, heard: 0 }]);
  expect(mails[0]?.conversation).not.toBe(thread);
  await places.open(caseId, mails[0]?.conversation ?? '');
  const again = (await places.of(caseId)).filter(({ channel }) => channel === 'email');
  expect(again.map(({ conversation }) => conversation)).toEqual([mails[0]?.conversation]);
});
