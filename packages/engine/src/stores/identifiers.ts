import type { Collection, IndexDescription } from 'mongodb';
import type { JsonObject } from '@throughline/flow/json';
import { retryDuplicate } from './duplicate-key.ts';

export type Level = 'verified' | 'claimed';

/** A normalised identifier, such as kind `email` and value `ana@example.com`. */
export type IdentifierName = { kind: string; value: string };

/**
 * `_id` is `kind:value`. Who has proven it is a field of its own; claims are links only, since they lead to nobody.
 */
export type IdentifierRow = IdentifierName & {
  _id: string;
  verified?: string;
  links: IdentifierLink[];
  /** Several people use it, as operations said. */
  shared?: { author: string; at: number };
  /** Others who have proven it as well. */
  provenBy?: string[];
  /** When it last led to its verified holder; kept to the day. */
  seenAt?: number;
  /** Of a browser: the account that signed in there, which alone may be it from then on. */
  account?: string;
  /** Of an account: the conversation that began before it was known, and is its own since. */
  chat?: ChatPlace;
};

/** A browser's conversation. */
export type ChatPlace = { browser: string; conversation: string };

export type Identifiers = ReturnType<typeof createIdentifiers>;

export type IdentifierLink = {
  customerId: string;
  level: Level;
  evidence: JsonObject | string;
  author: string;
  at: number;
  undone?: { author: string; at: number };
};

export type HeldIdentifier = IdentifierName &
  Omit<IdentifierLink, 'customerId' | 'undone'> & { shared?: boolean };

type Undoing = IdentifierName & { customerId: string; author: string; at: number };

type Link = IdentifierName & Omit<IdentifierLink, 'undone'>;

export const identifierIndexes: IndexDescription[] = [{ key: { 'links.customerId': 1 } }];

/** Of one identifier: the newest ones are kept. */
const mostClaims = 50;

export function createIdentifiers(rows: Collection<IdentifierRow>) {
  /** Who holds the identifier as verified; `link.customerId` if nobody did. */
  async function holderOf(link: Omit<Link, 'level'>): Promise<string> {
    const { kind, value } = link;
    const _id = `${kind}:${value}`;
    const known = await rows.findOne({ _id });
    if (known?.verified) return known.verified;
    await retryDuplicate(() =>
      rows.updateOne({ _id }, { $setOnInsert: { kind, value, links: [] } }, { upsert: true }),
    );
    await rows.updateOne(
      { _id, verified: { $exists: false } },
      {
        $set: { verified: link.customerId, seenAt: link.at },
        $push: { links: linkOf({ ...link, level: 'verified' }) },
      },
    );
    const row = await rows.findOne({ _id });
    const holder = row?.verified;
    if (!holder) throw new Error('an identifier was unlinked while it was linked; try again');
    return holder;
  }

  async function link(link: Link): Promise<'linked' | 'held-by-another'> {
    if (link.level === 'verified') {
      const holder = await holderOf(link);
      return holder === link.customerId ? 'linked' : 'held-by-another';
    }
    const { kind, value, customerId } = link;
    const _id = `${kind}:${value}`;
    const known = await rows.findOne({
      _id,
      links: { $elemMatch: { customerId, undone: { $exists: false } } },
    });
    if (known) return 'linked';
    await retryDuplicate(() =>
      rows.updateOne({ _id }, { $setOnInsert: { kind, value, links: [] } }, { upsert: true }),
    );
    const row = await rows.findOneAndUpdate(
      { _id, links: { $not: { $elemMatch: { customerId, undone: { $exists: false } } } } },
      { $push: { links: linkOf(link) } },
      { returnDocument: 'after' },
    );
    if (row) await dropOldClaims(row);
    return 'linked';
  }

  /** Anybody can claim what is another's, so that the list of who did would have no end. Who did first stays. */
  async function dropOldClaims({ _id, links }: IdentifierRow): Promise<void> {
    const [, ...claims] = links.filter(({ level }) => level === 'claimed');
    if (claims.length <= mostClaims) return;
    const old = claims.slice(0, -mostClaims).map(({ customerId }) => customerId);
    await rows.updateOne(
      { _id },
      { $pull: { links: { level: { $eq: 'claimed' }, customerId: { $in: old } } } },
    );
  }

  async function undo({ kind, value, customerId, author, at }: Undoing): Promise<void> {
    await rows.updateOne(
      { _id: `${kind}:${value}` },
      { $set: { 'links.$[link].undone': { author, at } } },
      { arrayFilters: [{ 'link.customerId': customerId, 'link.undone': { $exists: false } }] },
    );
  }

  return {
    holderOf,
    link,
    async unlink(link: Undoing) {
      const { kind, value, customerId } = link;
      const _id = `${kind}:${value}`;
      await undo(link);
      await rows.updateOne({ _id, verified: customerId }, { $unset: { verified: '', seenAt: '' } });
      await rows.updateOne({ _id, provenBy: customerId }, { $pull: { provenBy: customerId } });
    },
    /** Held by any of these ids, which are one customer's. */
    async of(customerIds: string[]): Promise<HeldIdentifier[]> {
      const found = await rows
        .find({ 'links.customerId': { $in: customerIds } })
        .sort({ _id: 1 })
        .toArray();
      return found.flatMap(({ kind, value, links, shared }) => {
        const held = links.filter((link) => customerIds.includes(link.customerId) && !link.undone);
        const best = held.find((link) => link.level === 'verified') ?? held[0];
        if (!best) return [];
        const { level, evidence, author, at } = best;
        return [{ kind, value, level, evidence, author, at, ...(shared && { shared: true }) }];
      });
    },
    /** The rows of these identifiers, of those that are known. */
    look: (names: IdentifierName[]): Promise<IdentifierRow[]> =>
      rows.find({ _id: { $in: names.map(({ kind, value }) => `${kind}:${value}`) } }).toArray(),
    /** It led to its holder. */
    async see({ kind, value }: IdentifierName, at: number): Promise<void> {
      await rows.updateOne(
        { _id: `${kind}:${value}`, seenAt: { $not: { $gt: at } } },
        { $set: { seenAt: at } },
      );
    },
    async share({ kind, value }: IdentifierName, shared: { author: string; at: number } | undefined) {
      const _id = `${kind}:${value}`;
      if (!shared) return void (await rows.updateOne({ _id }, { $unset: { shared: '' } }));
      const made = { $set: { shared }, $setOnInsert: { kind, value, links: [] } };
      await retryDuplicate(() => rows.updateOne({ _id }, made, { upsert: true }));
    },
    /** Another customer has proven an identifier that somebody holds: it leads to nobody any more. */
    async alsoProvenBy(link: Link): Promise<void> {
      const { kind, value, customerId } = link;
      const _id = `${kind}:${value}`;
      await rows.updateOne({ _id }, { $addToSet: { provenBy: customerId } });
      const linked = { $elemMatch: { customerId, level: 'verified' as const, undone: { $exists: false } } };
      await rows.updateOne({ _id, links: { $not: linked } }, { $push: { links: linkOf(link) } });
    },
    /** Who holds or claims it, now. */
    async holders({ kind, value }: IdentifierName): Promise<{ verified: string[]; claimed: string[] }> {
      const row = await rows.findOne({ _id: `${kind}:${value}` });
      const live = (row?.links ?? []).filter((link) => !link.undone && link.level === 'claimed');
      return {
        verified: [...new Set([row?.verified, ...(row?.provenBy ?? [])].filter((id) => id !== undefined))],
        claimed: [...new Set(live.map(({ customerId }) => customerId))],
      };
    },
    /** Whether the identifier is the account's now: it is the first account's that asks. */
    async reserve({ kind, value }: IdentifierName, account: string): Promise<boolean> {
      const free = { $or: [{ account: { $exists: false } }, { account }] };
      const reserved = await rows.updateOne({ _id: `${kind}:${value}`, ...free }, { $set: { account } });
      return reserved.matchedCount === 1;
    },
    async reservedFor({ kind, value }: IdentifierName): Promise<string | undefined> {
      const row = await rows.findOne({ _id: `${kind}:${value}` }, { projection: { account: 1 } });
      return row?.account;
    },
    /** The first conversation of an account stays its own. */
    async keepChat(account: string, chat: ChatPlace): Promise<void> {
      await rows.updateOne({ _id: `account:${account}`, chat: { $exists: false } }, { $set: { chat } });
    },
    async chatOf(account: string): Promise<ChatPlace | undefined> {
      return (await rows.findOne({ _id: `account:${account}` }))?.chat;
    },
    async verifiedHolder({ kind, value }: IdentifierName): Promise<string | undefined> {
      return (await rows.findOne({ _id: `${kind}:${value}` }))?.verified;
    },
  };
}

function linkOf({ customerId, level, evidence, author, at }: Link): IdentifierLink {
  return { customerId, level, evidence, author, at };
}
