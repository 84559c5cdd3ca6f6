import type { CaseLinkStore } from '../stores/case-links.ts';
import type { CaseRow, CaseStore } from '../stores/cases.ts';
import type { CustomerRow } from '../stores/customers.ts';
import type { MessageStore } from '../stores/messages.ts';
import type { InboundMessage } from './gateway.ts';

/** How alike two texts are in meaning, 0 to 1. */
export type Likeness = (one: string, other: string) => Promise<number>;

export type ChosenCase = { belongsTo?: string; separate?: boolean; reopens?: boolean };

export type ChooseCaseDeps = {
  stores: {
    cases: Pick<CaseStore, 'get'>;
    caseLinks: Pick<CaseLinkStore, 'rootOf'>;
    messages: Pick<MessageStore, 'lastOf'>;
  };
  likeness: Likeness;
};

/**
 * Of 4,000 pairs of the shipped articles' own questions 93 in 100 about different articles were less alike than this (cosine of
 * bge-small), and 70 in 100 about the same one too: when in doubt a second case is opened, which people can join. Two
 * issues in one case would have to be told apart by the customer.
 */
const sameIssue = 0.62;

/**
 * Which of a customer's cases a message belongs to: the one it names, also a closed one, or the one in which that goes on; of
 * the open ones the one that its conversation is part of; else, where messages have a subject and so begin something, the one
 * whose issue is alike, or none. On channels without subjects people go on with what they were at.
 */
export function createChooseCase({ stores, likeness }: ChooseCaseDeps) {
  async function named(about: string): Promise<CaseRow | null> {
    const kase = await stores.cases.get(about);
    return kase?.joinedInto === undefined
      ? kase
      : stores.cases.get(await stores.caseLinks.rootOf(kase.joinedInto));
  }

  return async (
    customer: Pick<CustomerRow, '_id' | 'open'>,
    inbound: InboundMessage,
  ): Promise<ChosenCase> => {
    if (inbound.opensCase) return { separate: true };
    const about = inbound.about === undefined ? null : await named(inbound.about);
    if (about?.customerId === customer._id && about.erasedAt === undefined)
      return { belongsTo: about._id, reopens: true };
    const goesOn = inbound.subject === undefined;
    if (customer.open.length === 0 || (goesOn && customer.open.length === 1)) return {};
    const last = await stores.messages.lastOf(inbound.conversation);
    if (last) return { belongsTo: last.caseId };
    if (goesOn) return {};
    const said = `${inbound.subject}. ${inbound.text}`.slice(0, 1_000);
    let best: { caseId: string; score: number } | undefined;
    for (const { caseId } of customer.open) {
      const issue = (await stores.cases.get(caseId))?.brief?.issue?.text;
      const score = issue === undefined ? 1 : await likeness(said, issue);
      if (score > (best?.score ?? 0)) best = { caseId, score };
    }
    return best && best.score >= sameIssue ? { belongsTo: best.caseId } : { separate: true };
  };
}
