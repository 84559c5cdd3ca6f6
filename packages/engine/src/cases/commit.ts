import { versionsIn } from '@throughline/flow/plans';
import { digest } from '../crypto/digest.ts';
import type { CaseActivities, DecidedEvent, JournalDraft } from '../sandbox/contract.ts';
import type { Stores } from '../stores/database.ts';
import type { Perform } from './perform.ts';
import { plansOf } from './plans-of.ts';

/** Writes what the case decided: journal first, so that nothing is seen by the world that does not stand in it. */
export function createCommit(stores: Stores, perform: Perform): CaseActivities['commit'] {
  return async ({ caseId, entries: decided, state }) => {
    const entries = decided.map(draftOf);
    const stands = await stores.journal.append(caseId, entries);
    if (stands) {
      const plans = await plansOf(stores, versionsIn(stands.map(({ event }) => event)));
      return { stands, ...(plans.length > 0 && { plans }) };
    }
    await perform({ caseId, entries, state });
    return {};
  };
}

/** The digest is `decisionDigest`'s. */
function draftOf({ seq, event, effects, changes }: DecidedEvent): JournalDraft {
  return { seq, event, effects, decision: digest({ effects, changes }) };
}
