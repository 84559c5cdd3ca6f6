import { setTimeout as pause } from 'node:timers/promises';
import type { EngineProcess } from '../../packages/engine/src/cli/engine-process.ts';
import type { Running } from '../../packages/engine/src/local/server.ts';
import type { Installation } from './installation.ts';
import type { Random } from './random.ts';

export type Target = 'worker' | 'api' | 'temporal' | 'chroma' | 'database';

/** One fault: what is ended, after how many acknowledged turns and how much later, and for how long it stays down. */
export type Fault = { target: Target; afterTurns: number; delayMs: number; downMs: number };

export type Chaos = {
  /** To be told of every acknowledged turn. */
  acknowledged(): void;
  /** Faults that are left are not begun; resolves when everything runs again. */
  end(): Promise<Tally>;
};

/** Ends asked for, by what was ended; and processes that ended without having been asked to. */
export type Tally = { killed: { [target in Target]: number }; endedByThemselves: string[]; skipped: number };

const weights = { worker: 4, api: 3, temporal: 2, chroma: 2, database: 1 };

/** Every kind comes at least once when there are enough faults; the rest by weight. */
export function planFaults({
  turns,
  kills,
  random,
}: {
  turns: number;
  kills: number;
  random: Random;
}): Fault[] {
  const kinds = Object.keys(weights) as Target[];
  const targets = Array.from({ length: kills }, (_, index) => kinds[index] ?? random.pick(weights));
  return shuffled(targets, random).map((target, index) => ({
    target,
    afterTurns: Math.floor(((index + random.next()) * turns * 0.9) / kills),
    delayMs: random.int(0, 800),
    downMs: random.int(0, 3_000),
  }));
}

export function startChaos(installation: Installation, plan: Fault[], say: (line: string) => void): Chaos {
  const targets = targetsOf(installation);
  const tally: Tally = {
    killed: { worker: 0, api: 0, temporal: 0, chroma: 0, database: 0 },
    endedByThemselves: [],
    skipped: 0,
  };
  const left = plan.toSorted((one, other) => one.afterTurns - other.afterTurns);
  const lines = new Map<Target, Promise<void>>();
  let turns = 0;
  let over = false;
  const supervising = supervise();

  /** Faults of one target come one after another; those of different targets may overlap. */
  function inLine(target: Target, work: () => Promise<void>): Promise<void> {
    const next = (lines.get(target) ?? Promise.resolve()).then(work);
    lines.set(target, next);
    // Heard of at the end, where all are waited for.
    next.catch(() => undefined);
    return next;
  }

  async function happen({ target, delayMs, downMs }: Fault): Promise<void> {
    await pause(delayMs);
    say(`${turns} turns: ${targets[target].verb} ${target}, for ${downMs} ms`);
    await targets[target].end();
    tally.killed[target] += 1;
    await pause(downMs);
    await start(target);
  }

  /** As a supervisor would: again and again, since what it needs may be down as well. */
  async function start(target: Target): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await targets[target].start();
        return;
      } catch (error) {
        await targets[target].end();
        if (attempt === 20) throw new Error(`${target} did not start 20 times`, { cause: error });
        await pause(500);
      }
    }
  }

  /** What ends without having been asked to is started again, and told. */
  async function supervise(): Promise<void> {
    while (!over) {
      for (const target of ['worker', 'api'] as const) {
        await inLine(target, async () => {
          if (over || !targets[target].ended?.()) return;
          tally.endedByThemselves.push(`${target} after ${turns} turns`);
          say(`${target} ended by itself; starting it again`);
          await start(target);
        });
      }
      await pause(500);
    }
  }

  return {
    acknowledged() {
      turns += 1;
      while (left[0] && left[0].afterTurns <= turns) {
        const fault = left.shift()!;
        void inLine(fault.target, () => happen(fault));
      }
    },
    async end() {
      tally.skipped = left.length;
      left.length = 0;
      await Promise.all(lines.values());
      over = true;
      await supervising;
      return tally;
    },
  };
}

type Controls = { verb: string; end(): Promise<void>; start(): Promise<unknown>; ended?(): boolean };

function targetsOf({ stack, worker, api, database }: Installation): { [target in Target]: Controls } {
  // An acknowledged write may be lost there by a kill; it is no claim of the product that it is not.
  const compatible = !database.startsWith('mongod');
  return {
    worker: processControls(worker),
    api: processControls(api),
    temporal: serverControls(stack.temporal),
    chroma: serverControls(stack.chroma),
    database: compatible
      ? { verb: 'stopping', end: () => stack.mongodb.stop(), start: () => stack.mongodb.restart() }
      : serverControls(stack.mongodb),
  };
}

function processControls(process: EngineProcess): Controls {
  return {
    verb: 'kill -9',
    end: () => process.kill(),
    start: () => process.start(),
    ended: () => process.ended,
  };
}

function serverControls(server: Running): Controls {
  return { verb: 'kill -9', end: () => server.kill(), start: () => server.restart() };
}

function shuffled<Item>(items: Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, key: random.next() }))
    .sort((one, other) => one.key - other.key)
    .map(({ item }) => item);
}
