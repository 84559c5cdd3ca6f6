import type { CaseActivities } from '../sandbox/contract.ts';
import type { Stores } from '../stores/database.ts';
import type { Perform } from './perform.ts';

/** Writes what the case decided: journal first, so that nothing is seen by the world that does not stand in it. */
export function createCommit(stores: Stores, perform: Perform): CaseActivities['commit'] {
  return async (commit) => {
    const stands = await stores.journal.append(commit.caseId, commit.entries);
    if (stands) return { stands };
    await perform(commit);
    return {};
  };
}
