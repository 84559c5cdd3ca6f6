import pino from 'pino';
import { expect, it } from 'vitest';
import type { OutboxRow } from '../stores/outbox.ts';
import { createHandOverLines } from './hand-over-lines.ts';

const channels = {
  sms: { knowsSends: false },
  whatsapp: { knowsSends: false },
  webchat: { knowsSends: true },
};

/** Every hand-over waits until it is let go. */
function given() {
  const begun: string[] = [];
  const held = new Map<string, (error?: Error) => void>();
  const lines = createHandOverLines({
    channels,
    log: pino({ level: 'silent' }),
    handOver: ({ _id }) => {
      begun.push(_id);
      return new Promise((resolve, reject) =>
        held.set(_id, (error) => (error ? reject(error) : resolve('done'))),
      );
    },
  });
  return { lines, begun, settle: (send: string, error?: Error) => held.get(send)!(error) };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));
const rowOf = (_id: string, channel: string, conversation: string) =>
  ({ _id, channel, conversation }) as OutboxRow;
const sms = (_id: string, conversation: string) => rowOf(_id, 'sms', conversation);

it('the case does not wait for a provider, and does for a channel of our own', async () => {
  const { lines, begun, settle } = given();
  await lines.begin(sms('1', 'ana'));
  let waited = true;
  const own = lines.begin(rowOf('2', 'webchat', 'bo')).then(() => (waited = false));
  await settled();
  expect({ begun, waited }).toEqual({ begun: expect.arrayContaining(['1', '2']), waited: true });
  settle('2');
  await own;
  settle('1');
  await lines.idle();
});

it('one message of a conversation after another, other conversations beside it', async () => {
  const { lines, begun, settle } = given();
  for (const send of [sms('1', 'ana'), sms('2', 'ana'), sms('3', 'bo')]) await lines.begin(send);
  await settled();
  expect(begun).toEqual(['1', '3']);
  settle('1', new Error('the database is away'));
  await settled();
  expect(begun).toEqual(['1', '3', '2']);
  for (const send of ['2', '3']) settle(send);
  await lines.idle();
});

it('a provider that hangs keeps another one free', async () => {
  const { lines, begun, settle } = given();
  const sends = Array.from({ length: 40 }, (_, index) => sms(`sms-${index}`, `person-${index}`));
  for (const send of sends) await lines.begin(send);
  await lines.begin(rowOf('other', 'whatsapp', 'bo'));
  await settled();
  expect(begun).toHaveLength(33);
  expect(begun).toContain('other');
  while (begun.length < 41) {
    for (const send of begun) settle(send);
    await settled();
  }
  for (const send of begun) settle(send);
  await lines.idle();
});

it('who stops waits for no provider for longer than it says', async () => {
  const { lines, settle } = given();
  await lines.begin(sms('1', 'ana'));
  const begun = performance.now();
  await lines.idle(50);
  expect(performance.now() - begun).toBeGreaterThan(40);
  let idle = false;
  const later = lines.idle(60_000).then(() => (idle = true));
  await settled();
  expect(idle).toBe(false);
  settle('1');
  await later;
});
