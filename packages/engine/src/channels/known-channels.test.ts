import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { everyChannel, testChannels } from '../testing/test-channels.ts';
import { configuredChannels, knownChannels } from './known-channels.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

it('are those of the channels that are made', () => {
  const { twilio, meta, ...others } = everyChannel;
  const { voice: _voice, ...quiet } = twilio as NonNullable<typeof twilio>;
  const { instagramId: _instagram, ...page } = meta as NonNullable<typeof meta>;
  const configs = [{}, everyChannel, others, { twilio: quiet }, { meta: page }];
  for (const config of configs)
    expect(configuredChannels(config)).toEqual(knownChannels(testChannels(database, { config })));
});
