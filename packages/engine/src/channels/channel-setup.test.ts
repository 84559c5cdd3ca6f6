import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { variableNames } from '../config-schema.ts';
import { everyChannel } from '../testing/test-channels.ts';
import { channelSetups } from './channel-setup.ts';
import { configuredChannels } from './known-channels.ts';

const named = channelSetups.flatMap(({ required, optional }) => [...required, ...optional]);

it('names every channel, and every variable of channels', () => {
  const email = { addresses: ['a@example.com'] } as never;
  expect(channelSetups.map(({ name }) => name).toSorted()).toEqual(
    configuredChannels({ ...everyChannel, email })
      .map(({ name }) => name)
      .toSorted(),
  );
  const ofChannels = variableNames.filter((name) =>
    /^(?:EMAIL|TWILIO|PLIVO|META|TELEGRAM|WEBCHAT)_/.test(name),
  );
  expect(ofChannels.filter((name) => !named.includes(name))).toEqual([]);
  expect(named.filter((name) => !variableNames.includes(name))).toEqual([]);
});

it('names pages of the documentation that are there', () => {
  const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url));
  expect(channelSetups.filter((setup) => !existsSync(docs + setup.docs))).toEqual([]);
});

it('sends a test everywhere but where a page is opened', () => {
  for (const { destination, page } of channelSetups)
    expect(destination === undefined).toBe(page !== undefined);
});
