import { workflowIdOf } from '../packages/engine/src/temporal/case-handle.ts';
import { scriptedFlow } from '../packages/engine/src/testing/case-runtime.ts';
import type { Bench } from './bench.ts';
import { mean, percentile } from './bench.ts';
import type { CaseSide, Visitor } from './case-side.ts';
import { startCaseSide } from './case-side.ts';

const turns = Number(process.env['BENCH_TURNS'] ?? 1_000);
const compared = 20;

/** The last twenty turns of a case of a thousand against the first twenty of a new one, turn by turn beside each other. */
export const bench: Bench = {
  name: 'long-case',
  about: `turn ${turns} of a case / its first turns, continue-as-new included`,
  async run(servers, say) {
    const side = await startCaseSide(await servers(), { flow: scriptedFlow() });
    try {
      // Warm before anything is timed: what the first turns of a process cost is not what a case costs.
      const warm = side.visitor();
      for (let turn = 0; turn < 40; turn += 1) await side.turn(warm);

      const old = side.visitor();
      const runs = new Set<string>();
      while (old.turns < turns - compared) {
        await side.turn(old);
        if (old.turns % 40 === 0) runs.add((await lengthOf(side, old)).runId);
        if (old.turns % 200 === 0) say(`${old.turns} turns`);
      }
      const fresh = side.visitor();
      // Opening a case is not a turn of it.
      await side.turn(fresh);
      const opened = (await lengthOf(side, fresh)).events;
      const times = { old: [] as number[], fresh: [] as number[] };
      for (let turn = 0; turn < compared; turn += 1) {
        times.fresh.push(await side.turn(fresh));
        times.old.push(await side.turn(old));
      }
      await side.runtime.stopWorker();
      await side.runtime.startWorker();
      const freshEvents = ((await lengthOf(side, fresh)).events - opened) / compared;
      runs.add((await lengthOf(side, old)).runId);
      let oldEvents = 0;
      for (const runId of runs) oldEvents += (await lengthOf(side, old, runId)).events;
      return [
        { measure: `mean of turns 2 to ${compared + 1}`, value: mean(times.fresh), unit: 'ms' },
        { measure: `mean of turns ${turns - compared + 1} to ${turns}`, value: mean(times.old), unit: 'ms' },
        {
          measure: 'time, ratio of means',
          value: mean(times.old) / mean(times.fresh),
          unit: '',
          goal: { atMost: 1.1 },
        },
        {
          measure: 'time, ratio of medians',
          value: percentile(times.old, 0.5) / percentile(times.fresh, 0.5),
          unit: '',
        },
        { measure: 'events of Temporal, each of the first turns', value: freshEvents, unit: '' },
        { measure: `events of Temporal, each of ${turns} turns`, value: oldEvents / turns, unit: '' },
        {
          measure: 'events, ratio',
          value: oldEvents / turns / freshEvents,
          unit: '',
          goal: { atMost: 1.1 },
        },
        { measure: 'runs of the long case', value: runs.size, unit: '' },
      ];
    } finally {
      await side.close();
    }
  },
};

async function lengthOf({ runtime }: CaseSide, { caseId }: Visitor, runId?: string) {
  const handle = runtime.temporal.workflow.getHandle(workflowIdOf(caseId), runId);
  const described = await handle.describe();
  return { runId: described.runId, events: described.historyLength };
}
