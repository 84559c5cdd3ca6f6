import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../../testing/database.ts';
import { testDatabase } from '../../testing/database.ts';
import { createBeginCall } from './begin-call.ts';
import { phrasesFor } from './call-phrases.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const at = 1_700_000_000_000;
const day = 24 * 3_600_000;

it.each([
  ['whom the number leads to', at + day, false],
  ['nobody: several people use it', at + day, true],
  ['nobody: it was not seen for long', at + 500 * day, false],
] as const)('a caller is greeted as %s', async (who, now, shared) => {
  const { customers } = database.stores;
  const number = `+44770090${String(1000 + Math.floor(Math.random() * 9000))}`;
  const phone = { kind: 'phone', value: number };
  const ana = await customers.findOrCreate({
    identifiers: [{ ...phone, level: 'verified', evidence: 'sms' }],
    language: 'de',
    at,
  });
  await customers.openCaseFor(ana._id, { newCaseId: randomUUID(), at, reopenWithinMs: 0 });
  if (shared) await customers.share(phone, { author: 'ops', at });
  const beginCall = createBeginCall({
    provider: 'twilio',
    stores: database.stores,
    conversationOf: (callId) => callId,
    languages: () => Promise.resolve(['en', 'de']),
    now: () => now,
  });
  const call = {
    callId: randomUUID(),
    caller: { number, level: 'verified' as const, evidence: 'attested' },
  } as Parameters<typeof beginCall.begin>[0];
  const row = await beginCall.begin(call);
  const isKnown = who === 'whom the number leads to';
  expect(row.language).toBe(isKnown ? 'de' : 'en');
  const { welcomeBack, greeting } = phrasesFor(row.language);
  expect(await beginCall.greeting(call, row)).toBe(isKnown ? welcomeBack : greeting);
});
