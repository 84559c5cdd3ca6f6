import type { NodeActivity } from '@throughline/engine/sandbox/contract';
import type { Runners } from '@throughline/engine/cases/node-activities';
import { createNodeActivities } from '@throughline/engine/cases/node-activities';
import type { RunContextDeps } from '@throughline/engine/cases/run-context';
import { createRunContextFactory } from '@throughline/engine/cases/run-context';
import { runners } from '@throughline/nodes/runners';
import pino from 'pino';

/** The product's own runners, for `startCaseRuntime`; what a test's flow does not use need not be there. */
export function realNodes(deps: Pick<RunContextDeps, 'stores'> & Partial<RunContextDeps>): {
  [nodeType: string]: NodeActivity;
} {
  const unused = undefined as never;
  const createContext = createRunContextFactory({
    ...{ proofs: unused, knowledge: unused, answerer: unused, places: unused },
    ...{ log: pino({ level: 'silent' }), allowedAddresses: [] },
    ...deps,
  });
  return createNodeActivities(runners as Runners, createContext, async () => {});
}
