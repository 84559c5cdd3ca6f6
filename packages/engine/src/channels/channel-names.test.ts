import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { everyChannel, testChannels } from '../testing/test-channels.ts';
import { channelNames } from './channel-names.ts';

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
    expect(channelNames(config)).toEqual(Object.keys(testChannels(database, { config })));
});
