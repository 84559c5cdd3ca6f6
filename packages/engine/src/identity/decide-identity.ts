import { findIdentifiers } from '@throughline/nodes/find-identifiers';
import { isWithheld, normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import type { NamedIdentifier } from '@throughline/nodes/normalise-identifier';
import type { Disclaimed } from './says-somebody-else.ts';
import { saysSomebodyElse } from './says-somebody-else.ts';

/** Who writes, as far as the channel proves or says it, and what is written. `at` in milliseconds since the epoch. */
export type Contact = { identifiers: ContactIdentifier[]; text?: string; at: number };

export type ContactIdentifier = NamedIdentifier & { level: 'verified' | 'claimed' };

/** What is known of an identifier: who holds it, who has claimed it, and what speaks against trusting it. */
export type KnownIdentifier = {
  verified?: string;
  claimedBy?: string[];
  /** Operations said that several people use it. */
  shared?: boolean;
  /** Others who have proven it too. */
  provenBy?: string[];
  /** When it last led to its verified holder. */
  seenAt?: number;
};

/** Whom a conversation goes on with while nobody is attached to what it is written from. */
export type Guest = {
  customerId: string;
  reason: Block;
  heardAt: number;
  /** One that came to this id. */
  hasOpenCase: boolean;
  /** They are verified by something else, or turned out to be another customer. */
  isKnown?: boolean;
};

export type IdentityRules = {
  /** A number or address that led to nobody for so long may be another person's now. */
  unseenAfterMs: number;
  /** How long somebody at another's phone is the same person, when they have no open case. */
  guestForMs: number;
};

export const defaultIdentityRules: IdentityRules = {
  unseenAfterMs: 400 * 24 * 3_600_000,
  guestForMs: 24 * 3_600_000,
};

/** Why an identifier does not lead to its holder. */
export type Block =
  'withheld' | 'says-somebody-else' | 'shared' | 'ambiguous' | 'not-seen-for-long' | 'only-claimed';

/**
 * `attach`: it is the customer who has proven `own`, as the channel does now. `open`: a new customer, who holds it from now on.
 * `guest`: nobody who is known; what the contact proves or says becomes a claim of theirs. `customerId`: of a customer who is there
 * already.
 */
export type IdentityDecision = {
  outcome: 'attach' | 'open' | 'guest';
  customerId?: string;
  own?: ContactIdentifier;
  block?: Block;
  /** Identifiers, besides `own`, that the channel proves and another customer holds: they lead to neither from then on. */
  proven: ContactIdentifier[];
  /** Those that are linked to the customer as claims. */
  claims: ContactIdentifier[];
  suggest: { customerId: string; reason: SuggestionReason; identifier: NamedIdentifier }[];
  /** Whom to ask for a code that is sent to this identifier, which another customer has proven. */
  ask: { customerId: string; identifier: NamedIdentifier }[];
};

export type SuggestionReason = 'claims-verified' | 'proves-held-by-another' | Block;

export type Knowledge = {
  known(identifier: NamedIdentifier): KnownIdentifier | undefined;
  guest?: Guest | undefined;
  rules?: IdentityRules;
};

/**
 * Who a contact is. Pure: intake, the dry run and the evaluation all ask this function. What the channel proves attaches, if
 * it is verified on exactly one customer and nothing speaks against it; what is only said leads to nobody, so that whoever says it is
 * a guest, who goes on in their own conversation and in no other.
 */
export function decideIdentity(contact: Contact, knowledge: Knowledge): IdentityDecision {
  const { known, guest, rules = defaultIdentityRules } = knowledge;
  const named = contact.identifiers.map((identifier) => normaliseIdentifier(identifier));
  const present = named.filter((identifier) => !isWithheld(identifier));
  const disclaimed = saysSomebodyElse(contact.text ?? '');
  const theirs = present.filter((identifier) => !isDisclaimed(identifier, disclaimed));
  const own = chooseOwn(
    present.map((identifier) => ({
      identifier,
      block: theirs.includes(identifier)
        ? blockOf(identifier, known(identifier), contact.at, rules)
        : 'says-somebody-else',
    })),
  );
  const goesOn =
    guest && guestGoesOn(guest, own?.block, disclaimed !== undefined, contact.at, rules) ? guest : undefined;
  const hasDisclaimed = goesOn?.reason === 'says-somebody-else';
  const block = !own ? 'withheld' : hasDisclaimed ? 'says-somebody-else' : own.block;

  const decided = block
    ? {
        outcome: 'guest' as const,
        block,
        ...(goesOn && { customerId: goesOn.customerId }),
        proven: [],
        claims: block === 'says-somebody-else' ? [] : present.map(asClaim),
      }
    : attachOrOpen(own!.identifier, known, guest, theirs);
  return { ...decided, ...leadsOf(contact, { present, theirs }, decided, known, rules) };
}

/** Identifiers that are only named in the text. */
export function saidIn({ text = '' }: Pick<Contact, 'text'>): NamedIdentifier[] {
  return findIdentifiers(text, { kinds: ['email', 'phone'] });
}

/** Who signed in to an account of their own is who they are, whosever the laptop is. */
function isDisclaimed({ kind }: ContactIdentifier, what: Disclaimed | undefined): boolean {
  return what === 'anything' || (what === 'device' && kind !== 'account');
}

type Candidate = { identifier: ContactIdentifier; block: Block | undefined };

/** The first one says who it is; where that one cannot, another one that the channel proves and somebody holds may. */
function chooseOwn([first, ...others]: Candidate[]): Candidate | undefined {
  if (!first?.block) return first;
  return others.find(({ identifier, block }) => !block && identifier.level === 'verified') ?? first;
}

function blockOf(
  { kind, level }: ContactIdentifier,
  known: KnownIdentifier | undefined,
  at: number,
  { unseenAfterMs }: IdentityRules,
): Block | undefined {
  if (known?.shared) return 'shared';
  if (level === 'claimed') return 'only-claimed';
  if (!known) return undefined;
  // Also when the first of them has lost it.
  if (known.provenBy?.some((id) => id !== known.verified)) return 'ambiguous';
  const unseen =
    known.verified !== undefined && known.seenAt !== undefined && at - known.seenAt > unseenAfterMs;
  return unseen && changesHands.has(kind) ? 'not-seen-for-long' : undefined;
}

/** Numbers and addresses are given to somebody else some day; accounts and browsers are not. */
const changesHands = new Set(['phone', 'email']);

function guestGoesOn(
  guest: Guest,
  block: Block | undefined,
  disclaims: boolean,
  at: number,
  { guestForMs }: IdentityRules,
): boolean {
  const isRecent = at - guest.heardAt <= guestForMs;
  // Somebody known is so in the case they have there, and not whoever has the phone next.
  if (guest.isKnown) return guest.hasOpenCase && (isRecent || disclaims);
  if (block === 'not-seen-for-long' && guest.reason === block) return true;
  return guest.hasOpenCase || isRecent;
}

function attachOrOpen(
  own: ContactIdentifier,
  known: Knowledge['known'],
  guest: Guest | undefined,
  present: ContactIdentifier[],
) {
  const holder = known(own)?.verified;
  const others = present.filter((one) => one !== own);
  const isAnothers = (one: ContactIdentifier) => {
    const proven = one.level === 'verified' ? known(one)?.verified : undefined;
    return proven !== undefined && proven !== holder;
  };
  const rest = {
    own,
    proven: others.filter(isAnothers),
    claims: others.filter((one) => !isAnothers(one)).map(asClaim),
  };
  if (holder !== undefined) return { outcome: 'attach' as const, customerId: holder, ...rest };
  // A number that its former owner was taken off is the guest's, who has written from it since.
  const heir = guest?.reason === 'not-seen-for-long' ? { customerId: guest.customerId } : {};
  return { outcome: 'open' as const, ...heir, ...rest };
}

function asClaim(identifier: ContactIdentifier): ContactIdentifier {
  return { ...identifier, level: 'claimed' };
}

/** Customers who may be the same person, for an agent to look at, and what could prove it. */
function leadsOf(
  { text = '', at }: Contact,
  { present, theirs }: { present: ContactIdentifier[]; theirs: ContactIdentifier[] },
  { customerId }: Pick<IdentityDecision, 'customerId'>,
  known: Knowledge['known'],
  rules: IdentityRules,
): Pick<IdentityDecision, 'suggest' | 'ask'> {
  const said = saidIn({ text })
    .filter((one) => !present.some((other) => other.kind === one.kind && other.value === one.value))
    .map((one): ContactIdentifier => ({ ...one, level: 'claimed' }));
  const suggest: IdentityDecision['suggest'] = [];
  const ask: IdentityDecision['ask'] = [];
  for (const identifier of [...theirs, ...said]) {
    const row = known(identifier);
    const { kind, value, level } = identifier;
    const block = blockOf({ ...identifier, level: 'verified' }, row, at, rules);
    for (const holder of holdersOf(row)) {
      if (holder === customerId || suggest.some((one) => one.customerId === holder)) continue;
      const reason = block ?? (level === 'claimed' ? 'claims-verified' : 'proves-held-by-another');
      suggest.push({ customerId: holder, reason, identifier: { kind, value } });
      if (!block && level === 'claimed' && changesHands.has(kind))
        ask.push({ customerId: holder, identifier: { kind, value } });
    }
    for (const claimant of level === 'claimed' ? (row?.claimedBy ?? []) : []) {
      if (claimant === customerId || suggest.some((one) => one.customerId === claimant)) continue;
      suggest.push({ customerId: claimant, reason: 'only-claimed', identifier: { kind, value } });
    }
  }
  return { suggest, ask };
}

function holdersOf(known: KnownIdentifier | undefined): Set<string> {
  return new Set([known?.verified, ...(known?.provenBy ?? [])].filter((id) => id !== undefined));
}
