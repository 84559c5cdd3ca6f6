import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const place = () => ({
  id: randomUUID(),
  channel: 'sms',
  customerId: 'ana',
  ours: '+441632960000',
  theirs: '+447700900123',
});

describe('a conversation', () => {
  it('is where the customer was heard last, in whatever order it is told', async () => {
    const { conversations } = database.stores;
    const sms = place();
    await Promise.all([
      conversations.heard({ ...sms, at: 20, ours: '+441632960002' }),
      conversations.heard({ ...sms, at: 10, ours: '+441632960001' }),
    ]);
    await conversations.heard({ ...sms, at: 5, ours: '+441632960003' });
    expect(await conversations.get(sms.id)).toMatchObject({
      heardAt: 20,
      ours: '+441632960002',
      theirs: sms.theirs,
    });
    expect((await conversations.ofCustomer('ana')).map(({ _id }) => _id)).toEqual([sms.id]);
    expect(await conversations.get(randomUUID())).toBeNull();
  });

  it('that we begin has not heard anybody; what is there stays', async () => {
    const { conversations } = database.stores;
    const sms = place();
    expect(await conversations.open(sms)).not.toHaveProperty('heardAt');
    expect(await conversations.open({ ...sms, ours: '+1' })).toMatchObject({ ours: sms.ours });
  });

  it('knows whether the customer wants anything there: the later word counts', async () => {
    const { conversations } = database.stores;
    const sms = place();
    await conversations.heard({ ...sms, at: 1 });
    await conversations.consent(sms.id, { stopped: true, at: 30 });
    await conversations.consent(sms.id, { stopped: false, at: 20 });
    expect(await conversations.get(sms.id)).toMatchObject({ stoppedAt: 30 });
    await conversations.consent(sms.id, { stopped: false, at: 40 });
    expect(await conversations.get(sms.id)).not.toHaveProperty('stoppedAt');
  });
});
