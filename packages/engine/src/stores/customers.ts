import { randomUUID } from 'node:crypto';
import type { Collection, Db, IndexDescription } from 'mongodb';
import type { JsonObject } from '@throughline/flow/json';
import type { Customer } from '@throughline/flow/message';
import { retryDuplicate } from './duplicate-key.ts';
import type { OpenCaseRequest, OpenedCase } from './open-cases.ts';
import { createOpenCases } from './open-cases.ts';
import type { HeldIdentifier, IdentifierName, IdentifierRow, Level } from './identifiers.ts';
import { createIdentifiers } from './identifiers.ts';

export type CustomerRow = {
  _id: string;
  name?: string;
  language?: string;
  facts?: { [name: string]: string | number | boolean };
  createdAt: number;
  updatedAt: number;
  /** Counts the changes of the open cases: they are changed by compare-and-set. */
  version: number;
  /** Open cases, oldest first. */
  open: { caseId: string; at: number }[];
  lastClosed?: { caseId: string; at: number };
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
  /** Links an identifier: `verified` fails with `held-by-another` when another customer holds it so. */
  claim(claim: Claim): Promise<'linked' | 'held-by-another'>;
  /** Undoes a link; its history stays. */
  unlink(link: IdentifierName & { customerId: string; author: string; at: number }): Promise<void>;
  /** Facts are merged by name. */
  update(id: string, patch: CustomerPatch, at?: number): Promise<void>;
  /** The case a message goes to. Two first messages at once open one case. */
  openCaseFor(customerId: string, request: OpenCaseRequest): Promise<OpenedCase>;
  closeCase(customerId: string, caseId: string, at: number): Promise<void>;
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

export const customerIndexes: IndexDescription[] = [{ key: { updatedAt: -1 } }];

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
    return row;
  }

  return {
    findOrCreate,
    get: (id) => customers.findOne({ _id: id }),
    async facts(id) {
      const [row, held] = await Promise.all([customers.findOne({ _id: id }), identifiers.of(id)]);
      const { name, language, facts } = row ?? {};
      return {
        id,
        verified: held.some(({ kind, level }) => level === 'verified' && !browserKinds.has(kind)),
        ...(name === undefined ? {} : { name }),
        ...(language === undefined ? {} : { language }),
        ...(facts === undefined ? {} : { facts }),
      };
    },
    identifiersOf: (customerId) => identifiers.of(customerId),
    async findByIdentifier(identifier) {
      const holder = await identifiers.verifiedHolder(identifier);
      return holder === undefined ? null : customers.findOne({ _id: holder });
    },
    claim: ({ level = 'claimed', ...claim }) => identifiers.link({ ...claim, level }),
    unlink: (link) => identifiers.unlink(link),
    async update(id, { facts = {}, ...patch }, at = Date.now()) {
      const known = Object.entries(facts).map(([name, value]) => [`facts.${name}`, value]);
      const set = { ...patch, ...(Object.fromEntries(known) as object), updatedAt: at };
      await customers.updateOne({ _id: id, erasedAt: { $exists: false } }, { $set: set });
    },
    ...createOpenCases(customers),
  };
}
