import { fileURLToPath } from 'node:url';
import { bundleWorkflow } from '../packages/engine/src/temporal/bundle-workflow.ts';
import type { Bench } from './bench.ts';
import { mean, percentile } from './bench.ts';
import type { CaseSide } from './case-side.ts';
import { startCaseSide } from './case-side.ts';
import { fiveNodeFlow } from './five-node-flow.ts';

const warmUp = 60;
const pairs = Number(process.env['BENCH_PAIRS'] ?? 600);
/** Cases on each side that take turns, so that none grows old. */
const visitors = 12;
const concurrent = 20;
const turnsEach = 5;
const blocks = 12;

/** A turn through our interpreter, and the same turn hand-written, one after the other on the same servers. */
export const bench: Bench = {
  name: 'turn-overhead',
  about: 'a turn of a drawn flow of five nodes / the same turn in a hand-written Temporal workflow',
  async run(servers, say) {
    const stack = await servers();
    const workflowsPath = fileURLToPath(new URL('./hand-written-workflow.ts', import.meta.url));
    const workflowBundle = await bundleWorkflow(workflowsPath);
    const ours = await startCaseSide(stack, { flow: fiveNodeFlow() });
    const byHand = await startCaseSide(stack, { flow: fiveNodeFlow(), worker: { workflowBundle } });
    try {
      const times = await oneAfterAnother(ours, byHand, say);
      const rates = await atOnce(ours, byHand, say);
      const ratio = (share: number) => percentile(times.ours, share) / percentile(times.byHand, share);
      const work = { ours: mean(rates.work.ours), byHand: mean(rates.work.byHand) };
      return [
        { measure: 'p50, ours', value: percentile(times.ours, 0.5), unit: 'ms' },
        { measure: 'p50, hand-written', value: percentile(times.byHand, 0.5), unit: 'ms' },
        { measure: 'p50, ratio', value: ratio(0.5), unit: '', goal: { atMost: 1.05 } },
        { measure: 'p99, ours', value: percentile(times.ours, 0.99), unit: 'ms' },
        { measure: 'p99, hand-written', value: percentile(times.byHand, 0.99), unit: 'ms' },
        { measure: 'p99, ratio', value: ratio(0.99), unit: '', goal: { atMost: 1.1 } },
        { measure: `${concurrent} cases at once, ours`, value: mean(rates.ours), unit: 'turns/s' },
        { measure: `${concurrent} cases at once, hand-written`, value: mean(rates.byHand), unit: 'turns/s' },
        { measure: 'processor time of a turn, ours', value: work.ours, unit: 'ms' },
        { measure: 'processor time of a turn, hand-written', value: work.byHand, unit: 'ms' },
        { measure: 'processor time of a turn, ratio', value: work.ours / work.byHand, unit: '' },
        {
          measure: `${concurrent} cases at once, ratio`,
          value: mean(rates.ours) / mean(rates.byHand),
          unit: '',
          goal: { atLeast: 0.95 },
        },
      ];
    } finally {
      await Promise.all([ours.close(), byHand.close()]);
    }
  },
};

async function oneAfterAnother(ours: CaseSide, byHand: CaseSide, say: (text: string) => void) {
  const times = { ours: [] as number[], byHand: [] as number[] };
  const oursOf = Array.from({ length: visitors }, ours.visitor);
  const byHandOf = Array.from({ length: visitors }, byHand.visitor);
  for (let pair = 0; pair < warmUp + pairs; pair += 1) {
    const first = oursOf[pair % visitors]!;
    const second = byHandOf[pair % visitors]!;
    // Who goes first alternates, so that neither always follows the other's garbage.
    const [a, b] =
      pair % 2 === 0
        ? [await ours.turn(first), await byHand.turn(second)]
        : [await byHand.turn(second), await ours.turn(first)].toReversed();
    if (pair < warmUp) continue;
    times.ours.push(a!);
    times.byHand.push(b!);
    if (pair % 100 === 0) say(`${pair} pairs of turns`);
  }
  return times;
}

async function atOnce(ours: CaseSide, byHand: CaseSide, say: (text: string) => void) {
  const rates = {
    ours: [] as number[],
    byHand: [] as number[],
    work: { ours: [] as number[], byHand: [] as number[] },
  };
  const oursOf = Array.from({ length: concurrent }, ours.visitor);
  const byHandOf = Array.from({ length: concurrent }, byHand.visitor);
  await Promise.all([...oursOf.map(ours.turn), ...byHandOf.map(byHand.turn)]);
  for (let block = 0; block < blocks; block += 1) {
    const sides = [
      async () => rates.ours.push(await rate(ours, oursOf, rates.work.ours)),
      async () => rates.byHand.push(await rate(byHand, byHandOf, rates.work.byHand)),
    ];
    for (const side of block % 2 === 0 ? sides : sides.toReversed()) await side();
    say(`block ${block + 1} of ${blocks} of ${concurrent} cases at once`);
  }
  return rates;
}

/** Turns per second while every case takes its turns as fast as it is answered; notes what this process worked for each. */
async function rate(
  side: CaseSide,
  cases: ReturnType<CaseSide['visitor']>[],
  work: number[],
): Promise<number> {
  const turns = cases.length * turnsEach;
  const began = performance.now();
  const before = process.cpuUsage();
  await Promise.all(
    cases.map(async (visitor) => {
      for (let turn = 0; turn < turnsEach; turn += 1) await side.turn(visitor);
    }),
  );
  const { user, system } = process.cpuUsage(before);
  work.push((user + system) / 1_000 / turns);
  return (turns * 1_000) / (performance.now() - began);
}
