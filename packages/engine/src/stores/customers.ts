import type { Collection, Db, IndexDescription } from 'mongodb';
import type { JsonObject } from '@throughline/flow/json';
import type { Customer } from '@throughline/flow/message';
import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import type { Contact, IdentityDecision, IdentityRules } from '../identity/decide-identity.ts';
import { defaultIdentityRules } from '../identity/decide-identity.ts';
import { createCustomerGroups } from './customer-groups.ts';
import type { Erasing } from './erase-claims.ts';
import type { OpenCaseRequest, OpenedCase } from './open-cases.ts';
import { createOpenCases } from './open-cases.ts';
import type { ChatPlace, HeldIdentifier, IdentifierName, IdentifierRow, Level } from './identifiers.ts';
import { createIdentifiers } from './identifiers.ts';
import { createIntake } from './intake.ts';
import type { Merged, MergeRequest, MergeRow } from './merges.ts';
import { createMerges } from './merges.ts';
import type { MergeSuggestion } from './merge-suggestions.ts';
import { createMergeSuggestions, nameKeyOf } from './merge-suggestions.ts';
import type { NoteMerge } from './note-merge.ts';
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
  open: { caseId: string; at: number; conversation?: string; cameTo?: string }[];
  /** `cameTo`, here and above: the id the case came to, where that is another one's of the same customer. */
  lastClosed?: { caseId: string; at: number; cameTo?: string };
  /** The customer they turned out to be: every id of theirs leads there. By which merge. */
  mergedInto?: string;
  mergedBy?: string;
  /** The merge that is being made with it. */
  merging?: { id: string; until: number };
  /** The name as it is compared with others. */
  nameKey?: string;
  /** They are being erased; see `createEraseClaims`. */
  erasing?: Erasing;
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
  /** Where it was written; one that nobody is attached to goes on with the same unknown customer. */
  conversation?: string;
  /** What was written: somebody may say there that they are not the customer. */
  text?: string;
};

/** `cameTo`: the id that the identifier leads to, of a customer who turned out to be another. */
export type FoundCustomer = CustomerRow & { cameTo?: string };

export type CustomerStore = {
  /**
   * The customer whom `decideIdentity` finds, made if there is none; what else the arrival names is linked as claims, which
   * give access to nothing. Any number of calls at once find the same customer.
   */
  findOrCreate(arrival: Arrival): Promise<FoundCustomer>;
  /** What `findOrCreate` would do, and why; changes nothing. */
  decide(contact: Contact, conversation?: string): Promise<IdentityDecision>;
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
  /** Several people use it, or do not any more: it leads to nobody. */
  share(identifier: IdentifierName, shared: { author: string; at: number } | undefined): Promise<void>;
  /** `from` turned out to be `into`. Safe to run again after it was stopped anywhere. */
  merge(request: MergeRequest): Promise<Merged>;
  undoMerge(id: string, undone: NonNullable<MergeRow['undone']>): Promise<Merged>;
  /** Of the customer, newest first, with those that were undone. */
  mergesOf(customerId: string): Promise<MergeRow[]>;
  mergeById(id: string): Promise<MergeRow | null>;
  /** The id, and those of everybody who turned out to be them, whoever they turned out to be. */
  idsMergedInto(customerId: string): Promise<string[]>;
  /** Customers who may be the same person, with the reasons. */
  suggestionsFor(customerId: string): Promise<MergeSuggestion[]>;
  /** The customer's id and those of everybody who turned out to be them. */
  idsOf(customerId: string): Promise<string[]>;
  /** Undoes a link; its history stays. */
  unlink(link: IdentifierName & { customerId: string; author: string; at: number }): Promise<void>;
  /** Facts are merged by name. */
  update(id: string, patch: CustomerPatch, at?: number): Promise<void>;
  /** The case a message goes to. Two first messages at once open one case. Throws `CustomerErased`. */
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

export const customerIndexes: IndexDescription[] = [
  { key: { updatedAt: -1 } },
  { key: { mergedInto: 1 } },
  { key: { nameKey: 1 } },
  { key: { 'open.caseId': 1 } },
  { key: { 'erasing.at': 1 }, sparse: true },
  { key: { erasedAt: 1, mergedInto: 1, updatedAt: 1, _id: 1 } },
];

/** Kinds that tell one browser from another and nobody's name: proven, they make no customer known. */
const browserKinds = new Set(['webchat']);

export type CustomerStoreOptions = {
  identityRules?: () => Promise<IdentityRules>;
  /** Who else hears of a merge. */
  noteMerge?: NoteMerge;
};

/** Identifiers are brought into their one form here, and nowhere else on their way in. */
export function createCustomerStore(db: Db, options: CustomerStoreOptions = {}): CustomerStore {
  const customers: Collection<CustomerRow> = db.collection('customers');
  const identifiers = createIdentifiers(db.collection<IdentifierRow>('identifiers'));
  const groups = createCustomerGroups(customers);
  const merges = createMerges(db, groups, options.noteMerge);
  const rules = options.identityRules ?? (() => Promise.resolve(defaultIdentityRules));
  const intake = createIntake({ db, identifiers, groups, rules });
  const suggestionsFor = createMergeSuggestions({ customers, identifiers, groups, merges });

  async function facts(id: string): Promise<Customer> {
    const rows = await groups.rows(id);
    const [row] = rows;
    const held = await identifiers.of(rows.length > 0 ? rows.map(({ _id }) => _id) : [id]);
    const name = rows.find((one) => one.name !== undefined)?.name;
    const language = rows.find((one) => one.language !== undefined)?.language;
    const known = Object.assign({}, ...rows.toReversed().map((one) => one.facts)) as Customer['facts'];
    return {
      id: row?._id ?? id,
      verified: held.some(({ kind, level }) => level === 'verified' && !browserKinds.has(kind)),
      ...(name === undefined ? {} : { name }),
      ...(language === undefined ? {} : { language }),
      ...(known === undefined || Object.keys(known).length === 0 ? {} : { facts: known }),
    };
  }

  async function idsOf(customerId: string): Promise<string[]> {
    const ids = (await groups.rows(customerId)).map(({ _id }) => _id);
    return ids.length > 0 ? ids : [customerId];
  }

  async function claim({ level = 'claimed', ...claimed }: Claim): Promise<'linked' | 'held-by-another'> {
    const outcome = await identifiers.link({ ...normaliseIdentifier(claimed), level });
    if (outcome === 'linked') return outcome;
    const holder = await identifiers.verifiedHolder(normaliseIdentifier(claimed));
    return holder !== undefined && (await idsOf(claimed.customerId)).includes(holder) ? 'linked' : outcome;
  }

  return {
    findOrCreate: intake.findOrCreate,
    decide: intake.decide,
    get: groups.root,
    facts,
    idsOf,
    signIn: createSignIn(db, { identifiers, groups, merges }),
    accountAt: (browser) => identifiers.reservedFor({ kind: 'webchat', value: browser }),
    chatOf: identifiers.chatOf,
    keepChat: identifiers.keepChat,
    identifiersOf: async (customerId) => identifiers.of(await idsOf(customerId)),
    async findByIdentifier(identifier) {
      const holder = await identifiers.verifiedHolder(normaliseIdentifier(identifier));
      return holder === undefined ? null : groups.root(holder);
    },
    claim,
    share: (identifier, shared) => identifiers.share(normaliseIdentifier(identifier), shared),
    merge: merges.merge,
    undoMerge: merges.undo,
    mergesOf: async (customerId) => merges.of(await idsOf(customerId)),
    mergeById: merges.get,
    idsMergedInto: groups.closure,
    suggestionsFor,
    async unlink(link) {
      for (const customerId of await idsOf(link.customerId))
        await identifiers.unlink({ ...normaliseIdentifier(link), customerId });
    },
    async update(id, { facts = {}, ...patch }, at = Date.now()) {
      const known = Object.entries(facts).map(([name, value]) => [`facts.${name}`, value]);
      const nameKey = patch.name === undefined ? {} : { nameKey: nameKeyOf(patch.name) };
      const set = { ...patch, ...nameKey, ...(Object.fromEntries(known) as object), updatedAt: at };
      const _id = (await groups.root(id))?._id ?? id;
      await customers.updateOne({ _id, erasedAt: { $exists: false } }, { $set: set });
    },
    ...createOpenCases(customers),
  };
}
