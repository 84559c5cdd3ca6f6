import type { RecordedOutcome } from '@throughline/flow/conversation';
import type { NodeDeclaration } from '@throughline/flow/declaration';
import type { RunEffect } from '@throughline/flow/effect';
import { outcomeOf, recordedOf } from '@throughline/flow/flow-test';
import type { JsonObject } from '@throughline/flow/json';
import { timedOut, type Outcome } from '@throughline/flow/simulate';

/** Where the results of nodes that act come from. */
export type Mode = 'ask' | 'live' | 'fixed' | 'recorded' | 'fails' | 'timeout';

export const modeTitles: { [mode in Mode]: string } = {
  ask: 'Ask me each time',
  live: 'Live',
  fixed: 'A fixed answer',
  recorded: 'As recorded',
  fails: 'Fail',
  timeout: 'Time out',
};

/** What a node is to find, whatever it is asked. */
export type Fixed = { port: string; text?: string; output?: JsonObject };

export type Recorded = { [run: string]: RecordedOutcome };

/** What may change something elsewhere is not begun by itself; nor is what no declaration is known of. */
export function usualMode(declaration: NodeDeclaration | undefined): Mode {
  return declaration?.safeInSimulation ? 'live' : 'ask';
}

/** Of modes that need neither a server nor a question; undefined where one has to ask. */
export function outcomeBy(
  mode: Mode,
  run: RunEffect,
  { fixed, recorded }: { fixed: Fixed | undefined; recorded: Recorded },
): Outcome | undefined {
  if (mode === 'timeout') return { error: timedOut, tookMs: 30_000 };
  if (mode === 'fails') return failed;
  if (mode === 'fixed') return fixed && fixedOutcome(fixed);
  if (mode !== 'recorded') return undefined;
  const found = recordedOf(recorded, run.run);
  return found && outcomeOf(found);
}

export const failed: Outcome = {
  error: { code: 'simulation.failed', message: 'Failed on purpose, in a simulation.' },
};

export function fixedOutcome({ port, text, output }: Fixed): Outcome {
  return { result: { port, ...(output && { output }), ...(text && { say: [{ text }] }) } };
}
