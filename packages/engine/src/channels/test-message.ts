import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import type { HandOverLines } from '../cases/hand-over-lines.ts';
import { callableNumber } from '../cases/request-callback.ts';
import type { ConversationIds } from '../crypto/derived-ids.ts';
import { mailAddress } from '../mail/mail-address.ts';
import type { Stores } from '../stores/database.ts';
import type { OutboxRow } from '../stores/outbox.ts';
import { isCostly } from './voice/limit-callbacks.ts';
import type { Channel } from './channel.ts';
import type { Destination } from './channel-setup.ts';

export type TestMessages = {
  /** Sends the fixed text to one destination; asked again with the same id, nothing more is sent. */
  send(request: TestRequest): Promise<TestSent>;
  get(channel: string, id: string): Promise<OutboxRow | null>;
};

/** `until`: too many were sent, by this person or to this destination, and the next may be then. */
export type TestSent =
  | { ok: true; row: OutboxRow }
  | { ok: false; text: string; fix: string }
  | { ok: false; until: number; fix: string };

export type TestRequest = {
  /** Made by the page. */
  id: string;
  channel: Channel;
  destination: Destination;
  /** As it was typed. */
  to: string;
  /** Who sends it. */
  by: { id: string; name: string };
  at: number;
};

export type TestMessagesDeps = {
  stores: Pick<Stores, 'conversations' | 'customers' | 'outbox' | 'policies' | 'testSlots' | 'users'>;
  lines: Pick<HandOverLines, 'begin'>;
  conversationIds: ConversationIds;
};

/** An hour. Whoever has the settings must not be able to trouble somebody with them; the shop pays for each. */
const most = { to: 5, by: 30 };

/**
 * Messages that try a channel, by the same outbox and the same sends as those of cases. They belong to no case and no customer,
 * and where somebody has said that they want no messages, they get none.
 */
export function createTestMessages({ stores, lines, conversationIds }: TestMessagesDeps): TestMessages {
  return {
    async send({ id, channel, destination, to, by, at }) {
      const before = await stores.outbox.get(rowId(id));
      if (before) return { ok: true, row: before };
      const theirs = placeIn(destination, to);
      if (theirs === undefined) return { ok: false, ...wrong[destination.kind] };
      const conversation = await place(channel, theirs, at);
      if (conversation === undefined) return { ok: false, ...stranger(channel.title) };
      const refused = await limit(rowId(id), normalised(destination, theirs), by.id, at);
      if (refused) return { ok: false, ...refused };
      // Before anything goes out, so that nothing goes out unseen.
      await stores.users.log({
        ...{ _id: rowId(id), at, actor: by.id, action: 'channel.test', subject: channel.name },
        ...{ outcome: 'done', details: { to: masked(to) } },
      });
      const row = await stores.outbox.queue({
        _id: rowId(id),
        ...{ caseId: '', customerId: '', channel: channel.name, conversation },
        ...{ from: 'bot', text: await textBy(by.name), at, test: true },
      });
      await lines.begin(row);
      return { ok: true, row: (await stores.outbox.get(row._id)) ?? row };
    },
    async get(channel, id) {
      const row = await stores.outbox.get(rowId(id));
      return row?.channel === channel ? row : null;
    },
  };

  /** A request that is sent again takes no second place. */
  async function limit(
    request: string,
    to: string,
    by: string,
    at: number,
  ): Promise<{ until: number; fix: string } | undefined> {
    const { testSlots } = stores;
    const person = await testSlots.take(`by ${by}`, { at, most: most.by, by: request });
    if (person !== undefined)
      return { until: person, fix: `One person may send ${most.by} test messages an hour` };
    const destination = await testSlots.take(`to ${to}`, { at, most: most.to, by: request });
    if (destination === undefined) return undefined;
    return { until: destination, fix: `One destination gets at most ${most.to} test messages an hour` };
  }

  /** The conversation with them that is there, with its session window and their STOP; else a place of the test's own. */
  async function place(channel: Channel, theirs: string, at: number): Promise<string | undefined> {
    const { ends } = channel;
    const ours = ends?.ours;
    const written =
      ours === undefined || ends?.perCase
        ? null
        : await stores.conversations.get(conversationIds(channel.name, ours, theirs));
    if (written?.stoppedAt !== undefined) return written._id;
    const kind = ends?.theirs ?? channel.name;
    const holder = await stores.customers.findByIdentifier(normaliseIdentifier({ kind, value: theirs }));
    const rows = holder ? await stores.conversations.ofCustomer(holder._id) : [];
    const known = rows.filter((row) => row.channel === channel.name && isSame(row.theirs, theirs, kind));
    const stopped = known.find(({ stoppedAt }) => stoppedAt !== undefined);
    if (stopped) return stopped._id;
    // A thread of mails is of one case: a test is none of its mails.
    if (known[0] && !ends?.perCase) return known[0]._id;
    if (ours === undefined) return undefined;
    const id = conversationIds('test', `${channel.name} ${ours}`, theirs);
    await stores.conversations.openTest({ id, channel: channel.name, ours, theirs, at });
    return id;
  }

  async function textBy(by: string): Promise<string> {
    const { values } = await stores.policies.snapshot();
    const shop = values['shop_name'];
    const of = typeof shop === 'string' && shop !== '' ? ` of ${shop}` : '';
    return `This is a test message from the customer support${of}, sent by ${by}. It arrived, so this channel works. You need not answer.`;
  }
}

function rowId(id: string): string {
  return `test:${id}`;
}

function placeIn({ kind }: Destination, typed: string): string | undefined {
  if (kind === 'phone') {
    const number = callableNumber(typed.trim());
    return number !== undefined && isCostly(number) ? undefined : number;
  }
  if (kind === 'email') return mailAddress(typed) ?? undefined;
  const number = typed.trim().replace(/^\w+:/, '');
  return /^\d{1,30}$/.test(number) ? number : undefined;
}

/** The same for all channels that reach it. */
function normalised({ kind }: Destination, theirs: string): string {
  return `${kind}:${normaliseIdentifier({ kind, value: theirs }).value}`;
}

function isSame(one: string, other: string, kind: string): boolean {
  const form = (value: string) => normaliseIdentifier({ kind, value }).value;
  return form(one) === form(other);
}

const wrong = {
  phone: {
    text: 'is not a telephone number that messages may go to.',
    fix: 'Write it with the country, such as +44 7700 900123.',
  },
  email: { text: 'is not an e-mail address.', fix: 'Write it like ana@example.com.' },
  account: { text: 'is not the number of an account.', fix: 'Copy the digits from your customer page.' },
} satisfies { [kind in Destination['kind']]: { text: string; fix: string } };

function stranger(title: string): { text: string; fix: string } {
  return {
    text: 'has not written to us yet.',
    fix: `Write to us by ${title} first, from your own account; then try again.`,
  };
}

/** As much of an address as says to its owner which one it is; records must not hold more. */
function masked(to: string): string {
  const [local = '', domain] = to.trim().split('@');
  if (domain !== undefined) return `${local.slice(0, 1)}…@${domain}`;
  return `${local.slice(0, 3)}…${local.slice(-2)}`;
}
