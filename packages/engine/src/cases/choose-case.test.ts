import { randomUUID } from 'node:crypto';
import { emptyBrief } from '@throughline/flow/brief';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { likenessBy } from '../models/embedder.ts';
import { createOfflineEmbedder } from '../models/offline-embedder.ts';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { createChooseCase } from './choose-case.ts';
import type { InboundMessage } from './gateway.ts';

let database: TestDatabase;
const likeness = likenessBy(createOfflineEmbedder({ modelDir: inject('embeddingModelDir') }));

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

/** A customer with an open case about this. */
async function open(issue: string): Promise<string> {
  const caseId = randomUUID();
  await database.stores.cases.create(caseRow(caseId, { conversation: caseId }));
  await database.stores.cases.project(caseId, 1, {
    brief: { ...emptyBrief, issue: { text: issue, messages: [] } },
  } as never);
  await database.stores.messages.add({
    _id: randomUUID(),
    caseId,
    customerId: 'ana',
    conversation: caseId,
    channel: 'sms',
    from: 'customer',
    text: issue,
    at: 1,
  });
  return caseId;
}

const mail = (
  subject: string | undefined,
  text: string,
  conversation: string = randomUUID(),
): InboundMessage => ({
  channel: subject === undefined ? 'sms' : 'email',
  providerMessageId: randomUUID(),
  conversation,
  messageId: randomUUID(),
  text,
  at: 2,
  identifiers: [{ kind: 'email', value: 'ana@example.com', level: 'verified', evidence: 'dmarc' }],
  ...(subject !== undefined && { subject }),
});

describe('a message goes', () => {
  const openCases = (...ids: string[]) => ({
    _id: 'ana',
    open: ids.map((caseId) => ({ caseId, at: 1 })),
  });

  it('to the case its conversation is part of, whatever it says', async () => {
    const choose = createChooseCase({ stores: database.stores, likeness });
    const grinder = await open('My coffee grinder is broken');
    const invoice = await open('I need an invoice with VAT');
    const chosen = choose(openCases(grinder, invoice), mail('Invoice', 'Where is my invoice?', grinder));
    expect(await chosen).toEqual({ belongsTo: grinder });
  });

  it('with a subject of its own to the case about the same, or to a new one', async () => {
    const choose = createChooseCase({ stores: database.stores, likeness });
    const grinder = await open('My coffee grinder stopped working, it makes no coffee any more');
    const invoice = await open('I need an invoice with VAT for my order');
    const customer = openCases(invoice, grinder);
    expect(await choose(customer, mail('Broken coffee grinder', 'The grinder still does not work.'))).toEqual(
      {
        belongsTo: grinder,
      },
    );
    expect(await choose(customer, mail('Gift card', 'Can I use two gift cards at once?'))).toEqual({
      separate: true,
    });
    expect(await choose(openCases(), mail('Gift card', 'Can I use two?'))).toEqual({});
  });

  it('without a subject to what the customer is at', async () => {
    const choose = createChooseCase({ stores: database.stores, likeness });
    const grinder = await open('My coffee grinder is broken');
    expect(await choose(openCases(grinder), mail(undefined, 'Can I use two gift cards?'))).toEqual({});
  });

  it('to the case it names, if that is the customer’s, and to a new one where it says so', async () => {
    const choose = createChooseCase({ stores: database.stores, likeness });
    const grinder = await open('My coffee grinder is broken');
    const owner = (await database.stores.cases.get(grinder))?.customerId ?? '';
    const named = { ...mail(undefined, 'It works again'), about: grinder };
    expect(await choose({ _id: owner, open: [] }, named)).toEqual({ belongsTo: grinder, reopens: true });
    expect(await choose({ _id: 'somebody else', open: [] }, named)).toEqual({});
    const begun = { ...mail(undefined, 'Something else'), opensCase: true as const };
    expect(await choose({ _id: owner, open: [{ caseId: grinder, at: 1 }] }, begun)).toEqual({
      separate: true,
    });
  });
});

it('a message that names a joined case goes to the one in which that goes on', async () => {
  const choose = createChooseCase({ stores: database.stores, likeness });
  const [grinder, kettle, mill] = [await open('A grinder'), await open('A kettle'), await open('A mill')];
  const joined = (caseId: string, joinedInto: string) =>
    database.stores.cases.project(caseId, 2, { owner: 'nobody', joinedInto });
  await joined(grinder, kettle);
  await joined(kettle, mill);
  const customer = { _id: (await database.stores.cases.get(mill))?.customerId ?? '', open: [] };
  const about = { ...mail(undefined, 'It works again'), about: grinder };
  expect(await choose(customer, about)).toEqual({ belongsTo: mill, reopens: true });
});

it('a separate case is opened beside the others, once', async () => {
  const { customers } = database.stores;
  const { _id } = await customers.findOrCreate({
    identifiers: [{ kind: 'email', value: 'bo@example.com', level: 'verified', evidence: 'dmarc' }],
    at: 1,
  });
  const request = { at: 1, reopenWithinMs: 60_000 };
  const first = await customers.openCaseFor(_id, { ...request, newCaseId: 'c1' });
  const second = await customers.openCaseFor(_id, { ...request, newCaseId: 'c2', separate: true });
  const again = await customers.openCaseFor(_id, { ...request, newCaseId: 'c2', separate: true });
  const joined = await customers.openCaseFor(_id, { ...request, newCaseId: 'c3', belongsTo: 'c1' });
  expect([first, second, again, joined].map(({ caseId }) => caseId)).toEqual(['c1', 'c2', 'c2', 'c1']);
  expect((await customers.get(_id))?.open.map(({ caseId }) => caseId)).toEqual(['c1', 'c2']);
  await customers.closeCase(_id, 'c1', 2);
  const late = { newCaseId: 'c4', at: 1_000_000, reopenWithinMs: 60_000, belongsTo: 'c1', reopens: true };
  for (const reopen of [true, false])
    expect(await customers.openCaseFor(_id, late)).toEqual({ caseId: 'c1', opened: false, reopen });
  expect((await customers.get(_id))?.open.map(({ caseId }) => caseId)).toEqual(['c2', 'c1']);
});
