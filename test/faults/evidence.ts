import { replay } from '@throughline/flow/replay';
import type { CaseState } from '@throughline/flow/state';
import { createStep } from '@throughline/flow/step';
import { deciders } from '@throughline/nodes/deciders';
import type { Db } from 'mongodb';
import type { BundleVerdict, CaseBundle } from '../../packages/engine/src/cases/case-bundle.ts';
import { exportCase, verifyBundle } from '../../packages/engine/src/cases/case-bundle.ts';
import type { ChatMessage } from '../../packages/engine/src/channels/chat-message.ts';
import type { Stores } from '../../packages/engine/src/stores/database.ts';
import type { InboxRow } from '../../packages/engine/src/stores/inbox.ts';
import type { JournalContent } from '../../packages/engine/src/stores/journal-entry.ts';
import type { OutboxRow } from '../../packages/engine/src/stores/outbox.ts';
import type { Customer, Said } from './customers.ts';

/** All that can be known of one conversation after a run: what the window saw, and what the stores hold. */
export type Evidence = {
  conversation: string;
  said: Said[];
  /** What the window saw and should not have: a message that changed. */
  seenToChange: string[];
  transcript: ChatMessage[];
  inbox: InboxRow[];
  cases: CaseEvidence[];
};

export type CaseEvidence = {
  caseId: string;
  /** Up to where the row that screens list is folded. */
  lastSeq: number;
  journal: JournalContent[];
  verdict: BundleVerdict;
  /** What the journal folds to; undefined when it does not. */
  state: CaseState | undefined;
  outbox: OutboxRow[];
};

const step = createStep(deciders);

export async function gather(stores: Stores, db: Db, customer: Customer): Promise<Evidence> {
  const { conversation, said, problems } = customer;
  const [transcript, inbox, cases] = await Promise.all([
    customer.transcript(),
    db.collection<InboxRow>('inbox').find({ conversation }).toArray(),
    casesOf(stores, db, conversation),
  ]);
  return { conversation, said, seenToChange: problems, transcript, inbox, cases };
}

export async function casesOf(stores: Stores, db: Db, conversation: string): Promise<CaseEvidence[]> {
  // By who wrote, not by a list of cases: a case that nobody lists would be missed.
  const ids = await db.collection('inbox').distinct('caseId', { conversation });
  const known = await db
    .collection<{ _id: string }>('cases')
    .find({ conversation }, { projection: { _id: 1 } })
    .toArray();
  const all = new Set([...ids.map(String), ...known.map(({ _id }) => _id)]);
  const found = await Promise.all([...all].map((caseId) => caseOf(stores, db, caseId)));
  return found.flatMap((each) => each ?? []);
}

async function caseOf(stores: Stores, db: Db, caseId: string): Promise<CaseEvidence | undefined> {
  const bundle = await exportCase(stores, caseId);
  if (!bundle) return undefined;
  return {
    caseId,
    lastSeq: bundle.case.lastSeq,
    journal: bundle.journal.flatMap(({ content }) => content ?? []),
    verdict: verifyBundle(bundle, step),
    state: stateOf(bundle),
    outbox: await db.collection<OutboxRow>('outbox').find({ caseId }).toArray(),
  };
}

function stateOf({ plan, otherVersions = [], journal }: CaseBundle): CaseState | undefined {
  if (!plan) return undefined;
  const events = journal.flatMap(({ entry: { seq }, content }) =>
    content ? [{ seq, event: content.event, decision: content.decision }] : [],
  );
  const folded = replay(step, [plan, ...otherVersions.map((version) => version.plan)], events);
  return folded.ok ? folded.state : undefined;
}
