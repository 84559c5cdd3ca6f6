import { setTimeout as pause } from 'node:timers/promises';
import type { Bench, Row } from './bench.ts';
import { mean, percentile } from './bench.ts';
import { startLookupService } from './webhook/lookup-service.ts';
import { startN8n } from './webhook/n8n.ts';
import type { Side } from './webhook/side.ts';
import type { ThroughlineSide } from './webhook/throughline.ts';
import { startThroughline } from './webhook/throughline.ts';

const warmUp = 100;
const blocks = 8;
const blockOf = 25;
const atOnce = 200;
const rateBlocks = 3;
const messagesEach = 2;
const sustainedS = 20;
/** Of the rate at which both wait for nothing. */
const sustainedShare = 0.6;
const burst = { conversations: 250, messages: 4 };
const settledWithinMs = 180_000;

/** From a provider's webhook to the answer handed to the provider, beside the same flow in n8n on the same machine. */
export const bench: Bench = {
  name: 'webhook',
  about: 'webhook -> set -> if -> HTTP request -> answer: durable, beside the same flow in n8n',
  async run(servers, say) {
    const lookup = await startLookupService();
    const stack = await servers();
    const n8n = await startN8n(lookup.url, say);
    const ours = await startThroughline(stack, lookup.url);
    try {
      const times = await oneAfterAnother([ours, n8n], say);
      const rates = await together([ours, n8n], say);
      const rest = [
        ...(await sustained(ours, rates[0]!.perSecond * sustainedShare, say)),
        ...(await bursts(ours, say)),
      ];
      return [...latency(times), ...throughput(rates), ...rest];
    } finally {
      await Promise.all([ours.close(), n8n.close(), lookup.close()]);
    }
  },
};

/** Blocks take turns, so that a machine that is busy for a while is so for both. */
async function oneAfterAnother(sides: Side[], say: (text: string) => void): Promise<number[][]> {
  for (const side of sides) for (let n = 0; n < warmUp; n += 1) await side.answer(0, `warm ${n}`);
  const times: number[][] = sides.map(() => []);
  for (let block = 0; block < blocks; block += 1) {
    for (const [index, side] of sides.entries())
      for (let n = 0; n < blockOf; n += 1) times[index]!.push(await side.answer(0, `one ${block}.${n}`));
    say(`block ${block + 1} of ${blocks}, one after another`);
  }
  return times;
}

type Rate = { perSecond: number; failed: number };

/** Right answers per second while so many clients each wait for theirs before they write again. */
async function together(sides: Side[], say: (text: string) => void): Promise<Rate[]> {
  const found = sides.map(() => ({ rates: [] as number[], failed: 0 }));
  for (let block = 0; block < rateBlocks; block += 1) {
    for (const [index, side] of sides.entries()) {
      const of = found[index]!;
      const began = performance.now();
      let answered = 0;
      const client = async (_: unknown, number: number) => {
        for (let n = 0; n < messagesEach; n += 1)
          await side.answer(1 + number + block * atOnce, `at once ${block}.${n}`).then(
            () => (answered += 1),
            (error: unknown) => {
              if (of.failed === 0) say(`${side.name} failed: ${String(error)}`);
              of.failed += 1;
            },
          );
      };
      await Promise.all(Array.from({ length: atOnce }, client));
      of.rates.push((answered * 1_000) / (performance.now() - began));
      say(`${side.name}: ${of.rates.at(-1)!.toFixed(1)} answers/s with ${atOnce} at once`);
    }
  }
  return found.map(({ rates, failed }) => ({ perSecond: mean(rates), failed }));
}

/** Webhooks at an even pace, whether or not the last was answered. */
async function sustained(ours: ThroughlineSide, rate: number, say: (text: string) => void): Promise<Row[]> {
  const count = Math.round(rate * sustainedS);
  const first = 10_000;
  say(`${count} webhooks at ${rate.toFixed(1)} in a second`);
  const acknowledged: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; n < count; n += 1) {
    await pause(Math.max(0, began + (n * 1_000) / rate - performance.now()));
    acknowledged.push(ours.post(first + n, `sustained ${n}`));
  }
  await Promise.all(acknowledged);
  const answered = () => countOf(count, (n) => ours.answers(first + n).length > 0);
  await until(() => answered() === count);
  return [
    { measure: `sustained for ${sustainedS} s`, value: rate, unit: 'webhooks/s' },
    { measure: 'sustained, not answered', value: count - answered(), unit: '', goal: { atMost: 0 } },
  ];
}

/** Everybody writes at the same time, each several messages on end. */
async function bursts(ours: ThroughlineSide, say: (text: string) => void): Promise<Row[]> {
  const { conversations, messages } = burst;
  const first = 20_000;
  const count = conversations * messages;
  say(`a burst of ${count} webhooks in a second`);
  const began = performance.now();
  const refused: unknown[] = [];
  const posts = Array.from({ length: count }, async (_, n) => {
    await pause((n * 1_000) / count);
    const text = `burst ${Math.floor(n / conversations)}`;
    await ours.post(first + (n % conversations), text).catch((error: unknown) => refused.push(error));
  });
  await Promise.all(posts);
  const acknowledgedMs = performance.now() - began;
  const heard = (n: number) =>
    [
      ...ours
        .answers(first + n)
        .join('\n')
        .matchAll(/burst (\d+)/g),
    ].map(([, k]) => Number(k));
  const isWhole = (n: number) => new Set(heard(n)).size === messages;
  await until(() => countOf(conversations, isWhole) === conversations);
  const inOrder = (n: number) => heard(n).join() === [...heard(n).keys()].join();
  return [
    { measure: `burst of ${count}: not acknowledged`, value: refused.length, unit: '', goal: { atMost: 0 } },
    { measure: 'burst: all acknowledged within', value: acknowledgedMs / 1_000, unit: 's' },
    { measure: 'burst: all answered within', value: (performance.now() - began) / 1_000, unit: 's' },
    {
      measure: 'burst: conversations not answered whole',
      value: conversations - countOf(conversations, isWhole),
      unit: '',
      goal: { atMost: 0 },
    },
    {
      measure: 'burst: conversations answered out of order',
      value: conversations - countOf(conversations, inOrder),
      unit: '',
      goal: { atMost: 0 },
    },
  ];
}

const countOf = (length: number, isSo: (n: number) => boolean) =>
  Array.from({ length }, (_, n) => n).filter(isSo).length;

async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + settledWithinMs;
  while (!isSo() && Date.now() < end) await pause(100);
}

function latency([ours = [], n8n = []]: number[][]): Row[] {
  return [0.5, 0.95].flatMap((share) => {
    const name = `p${share * 100}`;
    const [mine, theirs] = [percentile(ours, share), percentile(n8n, share)];
    return [
      { measure: `${name}, ours`, value: mine, unit: 'ms' },
      { measure: `${name}, n8n`, value: theirs, unit: 'ms' },
      { measure: `${name}, ratio`, value: mine / theirs, unit: '', goal: { atMost: 0.5 } },
    ];
  });
}

function throughput([ours, n8n]: Rate[]): Row[] {
  if (!ours || !n8n) return [];
  const { perSecond } = ours;
  return [
    { measure: `${atOnce} at once, ours`, value: perSecond, unit: 'answers/s' },
    { measure: `${atOnce} at once, n8n`, value: n8n.perSecond, unit: 'answers/s' },
    { measure: `${atOnce} at once, ratio`, value: perSecond / n8n.perSecond, unit: '', goal: { atLeast: 3 } },
    { measure: `${atOnce} at once, not answered, ours`, value: ours.failed, unit: '', goal: { atMost: 0 } },
    { measure: `${atOnce} at once, not answered, n8n`, value: n8n.failed, unit: '' },
  ];
}
