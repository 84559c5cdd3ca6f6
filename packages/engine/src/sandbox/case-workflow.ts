import { refusal } from '@throughline/flow/agent-events';
import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { createAlarm } from './alarm.ts';
import { createBell } from './bell.ts';
import type { Arrival, CaseActivities, CaseInput } from './contract.ts';
import { createLedger } from './ledger.ts';
import { agentActs, callbackCame, messageArrived, refusedType, sendFailed } from './messages.ts';
import { createRunners } from './runners.ts';

/** A run is continued as a new one at about so many events: a cold start replays it in well under a second. */
const continueAfterEvents = 2_000;

const database = proxyLocalActivities<CaseActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '100 ms', maximumInterval: '30 s' },
});

/**
 * One case, from its first message to closed. Binds messages, timers and effects; every decision is `step`'s. Arrivals
 * are queued by handlers and taken by the one loop below.
 */
export async function caseWorkflow(input: CaseInput): Promise<void> {
  const { caseId, carried } = input;
  // A run that takes the place of a failed one: the journal has gone on since what was carried to that one.
  const again = workflowInfo().attempt > 1;
  const arrivals: Arrival[] = [...(carried?.arrivals ?? [])];
  const bell = createBell();
  const arrived = (arrival: Arrival) => {
    arrivals.push(arrival);
    bell.ring();
  };
  // Before the handlers: what a run is started with is handled at once.
  let ledger: ReturnType<typeof createLedger> | undefined = undefined;
  setHandler(messageArrived, (message) => arrived({ kind: 'message', message }));
  setHandler(sendFailed, (event) => arrived({ kind: 'failedSend', event }));
  setHandler(callbackCame, (event) => arrived({ kind: 'callback', event }));
  setHandler(
    agentActs,
    async (event) => {
      arrived({ kind: 'action', event });
      await condition(() => ledger?.outcomeOf(event.id) !== undefined);
      return ledger!.outcomeOf(event.id)!;
    },
    {
      validator: (event) => {
        const reason = ledger && refusal(ledger.state(), event);
        if (reason) throw ApplicationFailure.nonRetryable(`Refused: ${reason}`, `${refusedType}:${reason}`);
      },
    },
  );

  ledger = createLedger(
    carried && !again
      ? { ...carried, plan: await database.loadPlan(caseId, carried.state.flow.hash) }
      : await database.openCase(caseId),
  );
  const runners = createRunners(caseId, bell.ring);
  const alarm = createAlarm(bell.ring);
  ledger.open();

  for (;;) {
    const woken = arrivals.splice(0);
    const due = ledger.dueTimers(Date.now());
    if (woken.length > 0 || due.length > 0) {
      const messages = woken.flatMap((arrival) => (arrival.kind === 'message' ? [arrival.message] : []));
      const versions = woken.flatMap(versionMovedTo);
      const read = await database.readArrivals({
        ...{ caseId, messages, known: ledger.known() },
        ...(versions.length > 0 && { versions }),
      });
      ledger.learn(read.plans);
      ledger.arrived(woken, read);
      ledger.timersFired(due);
    }
    for (const event of runners.finished()) ledger.happened(event);
    while (ledger.mustCommit(runners.running())) {
      const result = await database.commit({ caseId, ...ledger.draft() });
      ledger.learn(result.plans);
      ledger.committed(result);
      if (!result.stands) runners.settled();
    }
    for (const run of ledger.takeRuns()) runners.start(run);
    if (isQuiet() && (isOver() || isLong())) {
      // Agents get the outcomes of what they did first.
      if (!allHandlersFinished()) await condition(() => allHandlersFinished() || !isQuiet());
      if (!isQuiet()) continue;
      if (isOver()) return;
      await continueAsNew<typeof caseWorkflow>({ ...input, carried: { ...ledger.carry(), arrivals } });
    }
    alarm.arm(ledger.nextDeadline());
    await bell.rung();
  }

  function isQuiet(): boolean {
    return arrivals.length === 0 && runners.idle();
  }

  /** By events; or by bytes, which is what the server counts too. */
  function isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return continueAsNewSuggested || historyLength >= (input.continueAfterEvents ?? continueAfterEvents);
  }

  /** Closed, and nothing to come: while the burst of a message that opens it again lasts, a timer is set. */
  function isOver(): boolean {
    return ledger?.state().owner === 'nobody' && ledger.nextDeadline() === undefined;
  }
}

function versionMovedTo(arrival: Arrival): string[] {
  return arrival.kind === 'action' && arrival.event.type === 'flow.moved' ? [arrival.event.to.hash] : [];
}
