import type { ClosedReason, Place } from '@throughline/nodes/place';
import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import type { Channel } from '../channels/channel.ts';
import type { Beginning } from '../channels/begin-conversation.ts';
import { createBeginConversation } from '../channels/begin-conversation.ts';
import type { ConversationIds } from '../crypto/derived-ids.ts';
import type { ConversationRow } from '../stores/conversations.ts';
import type { Stores } from '../stores/database.ts';
import type { HeardMessage } from '../stores/messages.ts';

/** A place with the customer's number or address, which is for screens and providers only. */
export type KnownPlace = Place & { theirs?: string };

export type PlacesDeps = {
  stores: Pick<Stores, 'cases' | 'conversations' | 'customers' | 'messages'>;
  channels: { [name: string]: Pick<Channel, 'capabilities' | 'ends'> };
  conversationIds: ConversationIds;
  now?: () => number;
};

export type Places = {
  /** Where the customer of a case can be reached, what was heard last first; with what is closed, and why. */
  of(caseId: string): Promise<KnownPlace[]>;
  /** The place, with its conversation begun if we are the ones who begin it; null when it is none of the customer's. */
  open(caseId: string, conversation: string): Promise<KnownPlace | null>;
};

type Found = KnownPlace & { beginning?: Beginning };

/**
 * Where a customer can be reached: the conversations they were heard in, and those that their proven numbers and addresses
 * let us begin. What is only claimed, shared, or may be somebody else's by now is closed to a case that goes on elsewhere.
 */
export function createPlaces(deps: PlacesDeps): Places {
  const { stores, channels, now = Date.now } = deps;
  const conversation = createBeginConversation({ ...deps, conversations: stores.conversations });

  async function find(caseId: string): Promise<Found[]> {
    const row = await stores.cases.get(caseId);
    if (!row) return [];
    const ids = await stores.customers.idsOf(row.customerId);
    const [heard, rows] = await Promise.all([
      stores.messages.heardOf(row.customerId),
      stores.conversations.ofCustomer(row.customerId),
    ]);
    const customer: Customer = { id: row.customerId, ids, caseId, heard };
    const current = row.reach?.conversation ?? newest(heard, caseId)?.conversation ?? row.conversation;
    const known = await Promise.all(rows.flatMap((one) => ofConversation(one, customer)));
    const begun = (await toBegin(customer)).filter((one) => !known.some((other) => isSame(one, other)));
    return [...known, ...ofMessages(customer, current), ...begun]
      .map((place) => closedWhere({ ...place, current: place.conversation === current }))
      .sort((one, other) => (other.heardAt ?? 0) - (one.heardAt ?? 0));
  }

  /** The same ends, whatever form the provider gives a number. */
  function isSame(one: Draft, other: Draft): boolean {
    const kind = channels[one.channel]?.ends?.theirs ?? one.channel;
    const form = ({ theirs = '' }: Draft) => normaliseIdentifier({ kind, value: theirs }).value;
    return one.channel === other.channel && form(one) === form(other);
  }

  /** A conversation that the store knows, with both its ends. */
  function ofConversation(row: ConversationRow, customer: Customer): Promise<Draft>[] {
    const channel = channels[row.channel];
    const { ends, capabilities } = channel ?? {};
    if (!ends || !capabilities || capabilities.spoken) return [];
    const here = customer.heard.filter((one) => one.conversation === row._id);
    // A thread of another case would take its answers along.
    if (ends.perCase && !here.some(({ caseId }) => caseId === customer.caseId) && !isBegun(row, customer))
      return [];
    return [draftOf(row, customer, here.length)];
  }

  async function draftOf(row: ConversationRow, customer: Customer, heard: number): Promise<Draft> {
    const { channel, theirs, heardAt, stoppedAt } = row;
    const kind = channels[channel]?.ends?.theirs ?? channel;
    return {
      ...{ channel, theirs, heard, conversation: row._id, stopped: stoppedAt !== undefined },
      ...(heardAt !== undefined && { heardAt }),
      proven: await isProven({ kind, value: theirs }, customer),
    };
  }

  function isBegun(row: ConversationRow, { caseId }: Customer): boolean {
    return row._id === conversation.idOf({ ...row, caseId });
  }

  /** Where only messages tell who is there: a chat page; a call, while the case is in it. */
  function ofMessages({ heard }: Customer, current: string): Draft[] {
    const last = new Map(heard.toReversed().map((one) => [one.conversation, one]));
    return [...last.values()].flatMap(({ conversation, channel, at }) => {
      const there = channels[channel];
      if (!there || (there.ends && !(there.capabilities.spoken && conversation === current))) return [];
      const count = heard.filter((one) => one.conversation === conversation).length;
      // The page and the call have proven themselves with each message; what came is this customer's.
      return [{ channel, conversation, heard: count, heardAt: at, proven: true, stopped: false }];
    });
  }

  /** What the customer's proven identifiers let us begin; a call has no conversation before somebody has called. */
  async function toBegin(customer: Customer): Promise<Draft[]> {
    const held = await stores.customers.identifiersOf(customer.id);
    const kinds = new Set(Object.values(channels).map(({ ends }) => ends?.theirs));
    const proven: Named[] = [];
    for (const one of held)
      if (one.level === 'verified' && kinds.has(one.kind) && (await isProven(one, customer)))
        proven.push(one);
    const begun: Draft[] = [];
    for (const [channel, { capabilities, ends }] of Object.entries(channels)) {
      const { ours, perCase } = ends ?? {};
      if (ours === undefined || !(capabilities.canOpen || capabilities.spoken)) continue;
      for (const { kind, value: theirs } of proven) {
        if (kind !== ends?.theirs) continue;
        if (capabilities.spoken) begun.push({ channel, theirs, heard: 0, proven: true, stopped: false });
        else begun.push(await begin({ channel, ours, theirs, ...(perCase && { caseId: customer.caseId }) }));
      }
    }
    return begun;

    async function begin(ends: Omit<Beginning, 'customerId'>): Promise<Draft> {
      const beginning = { ...ends, customerId: customer.id };
      const id = conversation.idOf(beginning);
      const row = await stores.conversations.get(id);
      if (row) return { ...(await draftOf(row, customer, 0)), beginning };
      const { channel, theirs } = ends;
      return { channel, theirs, conversation: id, heard: 0, proven: true, stopped: false, beginning };
    }
  }

  /** The identifier leads to this customer and to nobody else, by the same rules as a message that came from it. */
  async function isProven({ kind, value }: Named, { ids }: Customer): Promise<boolean> {
    const identifiers = [{ kind, value, level: 'verified' as const }];
    const { outcome, customerId = '' } = await stores.customers.decide({ identifiers, at: now() });
    return outcome === 'attach' && ids.includes(customerId);
  }

  function closedWhere({ stopped, current, ...draft }: Draft & { current: boolean }): Found {
    const { capabilities, ends } = channels[draft.channel]!;
    const { windowMs } = capabilities;
    const openUntil = windowMs !== undefined ? (draft.heardAt ?? -windowMs) + windowMs : undefined;
    const isOver = openUntil !== undefined && openUntil <= now();
    // Where the customer writes, they are answered, whoever they are.
    const closed: ClosedReason | undefined = stopped
      ? 'opted-out'
      : !draft.proven && !current
        ? 'not-proven'
        : isOver && !ends?.template
          ? 'window-closed'
          : undefined;
    return {
      ...draft,
      capabilities,
      current,
      ...(openUntil !== undefined && !isOver && { openUntil }),
      ...(isOver && ends?.template && { byTemplate: true }),
      ...(closed && { closed }),
    };
  }

  return {
    of: async (caseId) => (await find(caseId)).map(({ beginning: _, ...place }) => place),
    async open(caseId, id) {
      const found = (await find(caseId)).find((place) => place.conversation === id);
      if (!found) return null;
      const { beginning, ...place } = found;
      if (beginning && !place.closed) await conversation.begin(beginning);
      return place;
    },
  };
}

type Named = { kind: string; value: string };

type Customer = { id: string; ids: string[]; caseId: string; heard: HeardMessage[] };

type Draft = Omit<Found, 'capabilities' | 'current' | 'closed' | 'openUntil' | 'byTemplate'> & {
  stopped: boolean;
};

function newest(heard: HeardMessage[], caseId: string): HeardMessage | undefined {
  return heard.find((one) => one.caseId === caseId);
}
