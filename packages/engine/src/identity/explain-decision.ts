import type { Block, IdentityDecision, SuggestionReason } from './decide-identity.ts';

/** The reasons of a decision as sentences, the deciding one first. */
export function explainDecision({
  outcome,
  own,
  block,
  customerId,
  proven,
  claims,
  suggest,
  ask,
}: IdentityDecision): string[] {
  const first = outcome === 'guest' ? blocked[block ?? 'withheld'] : found(outcome, own, customerId);
  const goesOn =
    outcome === 'guest' && customerId !== undefined
      ? ['The conversation goes on with the unknown customer it has now.']
      : [];
  return [
    first,
    ...goesOn,
    ...proven.map(
      ({ kind }) =>
        `They also prove the ${wordOf(kind)} of another customer: it leads to neither from then on.`,
    ),
    ...claims.map(
      ({ kind }) => `That the ${wordOf(kind)} is theirs is kept as a claim, which opens nothing.`,
    ),
    ...suggest.map(({ reason, identifier }) => suggested(reason, wordOf(identifier.kind))),
    ...ask.map(({ identifier }) => `A one-time code to the ${wordOf(identifier.kind)} could prove it.`),
  ];
}

const blocked: { [Reason in Block]: string } = {
  withheld: 'The number is withheld: it is nobody, and each call is a new customer.',
  'says-somebody-else': 'They say that they write from what is another person’s: its holder is not attached.',
  shared: 'Several people use the identifier: it leads to nobody.',
  ambiguous: 'More than one customer has proven the identifier: it leads to none of them.',
  'not-seen-for-long': 'The identifier was not seen for so long that it may be another person’s now.',
  'only-claimed':
    'Nothing proves the identifier: it leads to nobody, also not to who claimed it in another conversation.',
};

function found(
  outcome: 'attach' | 'open',
  own: IdentityDecision['own'],
  customerId: string | undefined,
): string {
  const word = wordOf(own?.kind ?? '');
  if (outcome === 'attach') return `The channel proves the ${word}, and one customer holds it as verified.`;
  return customerId === undefined
    ? `Nobody holds the ${word} as verified: it is a new customer’s.`
    : `Nobody holds the ${word} any more: it is the customer’s who wrote from it last.`;
}

function suggested(reason: SuggestionReason, word: string): string {
  if (reason === 'claims-verified')
    return `They claim a ${word} that another customer has proven: an agent may look at whether they are one.`;
  if (reason === 'proves-held-by-another')
    return `They also prove the ${word} of another customer: an agent may look at whether they are one.`;
  return `Who holds the ${word} is suggested to an agent, not attached.`;
}

function wordOf(kind: string): string {
  return words[kind] ?? kind;
}

const words: { [kind: string]: string } = {
  email: 'e-mail address',
  phone: 'phone number',
  account: 'account',
  webchat: 'browser',
};
