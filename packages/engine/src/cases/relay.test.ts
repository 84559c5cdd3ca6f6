import pino from 'pino';
import { expect, it } from 'vitest';
import type { InboxRow } from '../stores/inbox.ts';
import type { Stores } from '../stores/database.ts';
import { relayInbox } from './relay.ts';

const now = Date.now();

type Kept = { name: string; conversation?: string; ageS: number; caseId?: string };

function rowOf({ name, conversation = 'one', ageS, caseId }: Kept): InboxRow {
  return {
    ...{ _id: name, channel: 'sms', providerMessageId: name, conversation, messageId: name },
    at: now - ageS * 1_000,
    state: 'received',
    payload: undefined as never,
    ...(caseId !== undefined && { caseId, customerId: 'c' }),
  };
}

/** The relay over rows in memory: which it delivers, in which order. */
async function delivered(
  kept: Kept[],
  deliver: (row: InboxRow, rows: InboxRow[]) => boolean = () => true,
): Promise<string[]> {
  const rows = kept.map(rowOf);
  const order: string[] = [];
  const inbox = {
    get: async (id: string) => structuredClone(rows.find(({ _id }) => _id === id) ?? null),
    async *unacknowledged({ olderThanMs }: { olderThanMs: number }) {
      for (const row of rows) if (row.at <= now - olderThanMs) yield structuredClone(row);
    },
  };
  await relayInbox(
    {
      stores: { inbox } as unknown as Stores,
      gateway: {
        async deliver(row) {
          order.push(row._id);
          return { caseId: 'k', told: deliver(row, rows) };
        },
      },
      log: pino({ level: 'silent' }),
    } as Parameters<typeof relayInbox>[0],
    5_000,
  );
  return order;
}

it('delivers what nobody is at, as it came', async () => {
  expect(
    await delivered([
      { name: 'first', ageS: 9 },
      { name: 'second', ageS: 8 },
      { name: 'fresh', ageS: 1 },
    ]),
  ).toEqual(['first', 'second']);
});

it('leaves a conversation alone whose case is just being told, until that is long ago', async () => {
  const others = [
    { name: 'next', ageS: 8 },
    { name: 'elsewhere', conversation: 'two', ageS: 7 },
  ];
  expect(await delivered([{ name: 'told', ageS: 9, caseId: 'k' }, ...others])).toEqual(['elsewhere']);
  expect(await delivered([{ name: 'told', ageS: 31, caseId: 'k' }, ...others])).toEqual([
    'told',
    'next',
    'elsewhere',
  ]);
});

it('leaves to its process what that has come to meanwhile, and what follows it', async () => {
  const taken = await delivered(
    [
      { name: 'slow', conversation: 'two', ageS: 9 },
      { name: 'first', ageS: 8 },
      { name: 'second', ageS: 7 },
      { name: 'done', conversation: 'three', ageS: 6 },
      { name: 'after', conversation: 'three', ageS: 6 },
    ],
    (row, rows) => {
      if (row._id !== 'slow') return true;
      rows[1]!.caseId = 'k';
      rows[3]!.state = 'acknowledged';
      return true;
    },
  );
  expect(taken).toEqual(['slow', 'after']);
});

it('what its case could not be told of is not passed by what follows, what cannot be delivered is', async () => {
  const rows = [
    { name: 'first', ageS: 9 },
    { name: 'second', ageS: 8 },
  ];
  expect(await delivered(rows, () => false)).toEqual(['first']);
  expect(
    await delivered(rows, (row) => {
      if (row._id === 'first') throw new Error('poison');
      return true;
    }),
  ).toEqual(['first', 'second']);
});
