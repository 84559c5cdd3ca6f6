import type { Evidence, MergeReason } from '../api/customer.ts';

const kinds: { [kind: string]: string } = {
  webchat: 'Browser',
  email: 'E-mail',
  phone: 'Phone',
  account: 'Account',
  telegram: 'Telegram',
  messenger: 'Messenger',
  instagram: 'Instagram',
};

export function kindWord(kind: string): string {
  return kinds[kind] ?? kind;
}

/** What a level or a merge rests on: how, and what else is plain; which run of which case stands in the journal. */
export function describeEvidence(evidence: Evidence | undefined): string {
  if (evidence === undefined) return '';
  if (typeof evidence === 'string') return wordsOf(evidence);
  return Object.entries(evidence)
    .filter(
      ([name, value]) => !references.has(name) && ['string', 'number', 'boolean'].includes(typeof value),
    )
    .map(([name, value]) => (name === 'how' ? wordsOf(String(value)) : `${name}: ${String(value)}`))
    .join(', ');
}

const references = new Set(['caseId', 'run']);

/** Codes are read as words; what somebody wrote stays as it is. */
function wordsOf(text: string): string {
  return /^[a-z]+(-[a-z]+)+$/.test(text) ? text.replaceAll('-', ' ') : text;
}

/** Why two customers may be one person, as a sentence about the other. */
export function describeReason(reason: MergeReason): string {
  switch (reason.code) {
    case 'same-name-and-postcode':
      return `Has the same name and postcode: ${reason.name}, ${reason.postcode}`;
    case 'both-verified':
      return `Has proven the same ${nameOf(reason)}`;
    case 'verified-is-claimed':
      return `Names the ${nameOf(reason)}, which this customer has proven`;
    case 'claims-verified':
      return `Has proven the ${nameOf(reason)}, which this customer names`;
    case 'both-claim':
      return `Names the same ${nameOf(reason)}; neither has proven it`;
  }
}

function nameOf({ kind, value }: { kind: string; value: string }): string {
  return `${kindWord(kind).toLowerCase()} ${value}`;
}
