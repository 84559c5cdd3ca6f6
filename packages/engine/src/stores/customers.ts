import { randomUUID } from 'node:crypto';
import type { Collection, Db, IndexDescription } from 'mongodb';
import type { JsonObject } from '@throughline/flow/json';
import type { Customer } from '@throughline/flow/message';
import { retryDuplicate } from './duplicate-key.ts';
import type { OpenCaseRequest, OpenedCase } from './open-cases.ts';
import { createOpenCases } from './open-cases.ts';
import type { ChatPlace, HeldIdentifier, IdentifierName, IdentifierRow, Level } from './identifiers.ts';
import { createIdentifiers } from './identifiers.ts';
import type { SignedIn, SignIn } from './sign-in.ts';
import { createSignIn } from './sign-in.ts';

export type CustomerRow = {
  _id: string;
  name?: string;
  language?: string;
  facts?: { [name: string]: string | number | boolean };
  createdAt: number;
  updatedAt: number;
  /** Counts the changes of the open cases: they are changed by compare-and-set. */
  version: number;
  /** Open cases, oldest first; `conversation`: of one that came with a merge, whose messages it goes on with. */
  open: { caseId: string; at: number; conversation?: string }[];
  lastClosed?: { caseId: string; at: number };
  /** The customer they turned out to be: every id of theirs leads there. */
  mergedInto?: string;
  erasedAt?: number;
};

export type CustomerPatch = {
  name?: string;
  language?: string;
  facts?: { [name: string]: string | number | boolean };
};

export type Arrival = {
  /** What the channel proves or the customer says; the first one is the conversation's own and decides who it is. */
  identifiers: (IdentifierName & { level: Level; evidence: JsonObject | string })[];
  name?: string;
  language?: string;
  at: number;
};

export type CustomerStore = {
  /**
   * The customer who holds the first identifier at its level, made if there is none; the other identifiers are linked as
   * claims, which give access to nothing. Any number of calls at once find the same customer.
   */
  findOrCreate(arrival: Arrival): Promise<CustomerRow>;
  get(id: string): Promise<CustomerRow | null>;
  /** What flows see. `verified`: an identifier that says who this customer is, is held as verified. */
  facts(id: string): Promise<Customer>;
  identifiersOf(customerId: string): Promise<HeldIdentifier[]>;
  /** The customer that holds this identifier as verified. */
  findByIdentifier(identifier: IdentifierName): Promise<CustomerRow | null>;
  /** A page has proven whose account is at one of its browsers: what was said there becomes that customer's. */
  signIn(signIn: SignIn): Promise<SignedIn>;
  /** The account that signed in at a browser whose conversation began without one. */
  accountAt(browser: string): Promise<string | undefined>;
  /** The conversation that is an account's on all its devices, if it began at a browser without one; see `keepChat`. */
  chatOf(account: string): Promise<ChatPlace | undefined>;
  keepChat(account: string, chat: ChatPlace): Promise<void>;
  /** Links an identifier: `verified` fails with `held-by-another` when another customer holds it so. */
  claim(claim: Claim): Promise<'linked' | 'held-by-another'>;
  /** Undoes a link; its history stays. */
  unlink(link: IdentifierName & { customerId: string; author: string; at: number }): Promise<void>;
  /** Facts are merged by name. */
  update(id: string, patch: CustomerPatch, at?: number): Promise<void>;
  /** The case a message goes to. Two first messages at once open one case. */
  openCaseFor(customerId: string, request: OpenCaseRequest): Promise<OpenedCase>;
  closeCase(customerId: string, caseId: string, at: number): Promise<void>;
  /** Neither open nor to be opened again: it was erased. */
  forgetCase(customerId: string, caseId: string): Promise<void>;
  /** Puts a closed case back among the open ones. Safe to run twice. */
  reopenCase(customerId: string, caseId: string, at: number): Promise<void>;
};

export type Claim = IdentifierName & {
  customerId: string;
  /** `claimed` if left out. */
  level?: Level;
  evidence: JsonObject | string;
  author: string;
  at: number;
};

export const customerIndexes: IndexDescription[] = [{ key: { updatedAt: -1 } }, { key: { mergedInto: 1 } }];

/** Kinds that tell one browser from another and nobody's name: proven, they make no customer known. */
const browserKinds = new Set(['webchat']);

export function createCustomerStore(db: Db): CustomerStore {
  const customers: Collection<CustomerRow> = db.collection('customers');
  const identifiers = createIdentifiers(db.collection<IdentifierRow>('identifiers'));

  async function findOrCreate({ identifiers: named, name, language, at }: Arrival): Promise<CustomerRow> {
    const [own, ...others] = named;
    if (!own) throw new TypeError('a customer is found by at least one identifier');
    const customerId = await identifiers.holderOf({
      ...own,
      customerId: randomUUID(),
      author: 'channel',
      at,
    });
    for (const other of others)
      await identifiers.link({ ...other, level: 'claimed', customerId, author: 'channel', at });
    const fresh = {
      createdAt: at,
      updatedAt: at,
      version: 0,
      open: [],
      ...(name === undefined ? {} : { name }),
      ...(language === undefined ? {} : { language }),
    };
    const row = await retryDuplicate(() =>
      customers.findOneAndUpdate(
        { _id: customerId },
        { $setOnInsert: fresh },
        { upsert: true, returnDocument: 'after' },
      ),
    );
    if (!row) throw new Error(`customer ${customerId} vanished while it was made`);
    return (row.mergedInto === undefined ? row : await get(row.mergedInto)) ?? row;
  }

  /** A customer who turned out to be another is that one, by whatever id they are asked for. */
  async function get(id: string): Promise<CustomerRow | null> {
    const row = await customers.findOne({ _id: id });
    return row?.mergedInto === undefined ? row : get(row.mergedInto);
  }

  async function facts(id: string): Promise<Customer> {
    const [row, held] = await Promise.all([customers.findOne({ _id: id }), identifiers.of(id)]);
    const { name, language, facts: known, mergedInto } = row ?? {};
    if (mergedInto !== undefined) return facts(mergedInto);
    return {
      id,
      verified: held.some(({ kind, level }) => level === 'verified' && !browserKinds.has(kind)),
      ...(name === undefined ? {} : { name }),
      ...(language === undefined ? {} : { language }),
      ...(known === undefined ? {} : { facts: known }),
    };
  }

  return {
    findOrCreate,
    get,
    facts,
    signIn: createSignIn(db, identifiers),
    accountAt: (browser) => identifiers.reservedFor({ kind: 'webchat', value: browser }),
    chatOf: identifiers.chatOf,
    keepChat: identifiers.keepChat,
    identifiersOf: async (customerId) => identifiers.of((await get(customerId))?._id ?? customerId),
    async findByIdentifier(identifier) {
      const holder = await identifiers.verifiedHolder(identifier);
      return holder === undefined ? null : customers.findOne({ _id: holder });
    },
    claim: ({ level = 'claimed', ...claim }) => identifiers.link({ ...claim, level }),
    unlink: (link) => identifiers.unlink(link),
    async update(id, { facts = {}, ...patch }, at = Date.now()) {
      const known = Object.entries(facts).map(([name, value]) => [`facts.${name}`, value]);
      const set = { ...patch, ...(Object.fromEntries(known) as object), updatedAt: at };
      const _id = (await get(id))?._id ?? id;
      await customers.updateOne({ _id, erasedAt: { $exists: false } }, { $set: set });
    },
    ...createOpenCases(customers),
  };
}
