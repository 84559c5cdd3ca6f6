import pino from 'pino';
import { agentAt } from '../../packages/engine/src/demo/agent-at.ts';
import type { Line } from '../../packages/engine/src/demo/line.ts';
import { plainProgress } from '../../packages/engine/src/local/plain-progress.ts';
import { logTemporalTo } from '../../packages/engine/src/temporal/log-temporal.ts';
import type { Cell } from './continue-elsewhere.ts';
import { continueElsewhere } from './continue-elsewhere.ts';
import type { Installation } from './installation.ts';
import { startInstallation } from './installation.ts';
import { channels, isWhole, printMatrix } from './matrix.ts';

/** `npm run continuity`: every ordered pair of channels, see README.md. */
const json = process.argv.includes('--json');
const say = (line: string) => (json ? console.error(line) : console.log(line));
/** Pairs at the same time: each waits for answers most of its time. */
const atOnce = 6;

logTemporalTo(pino({ level: 'silent' }));
const installation = await startInstallation(plainProgress(say));
let cells: Cell[] = [];
try {
  cells = await playAll(installation);
} finally {
  await installation.stop();
}
const ok = isWhole(cells) && cells.every(({ misses }) => misses.length === 0);
if (json) console.log(JSON.stringify({ ok, cells }, null, 2));
else printMatrix(cells);
process.exit(ok ? 0 : 1);

async function playAll({ shop, providers }: Installation): Promise<Cell[]> {
  const desk = await agentAt(shop, 'Ana');
  const pairs = pairsOf(providers.lines(shop.url));
  const played: Cell[] = [];
  const left = [...pairs];
  const work = async () => {
    for (let pair = left.shift(); pair; pair = left.shift()) {
      const cell = await continueElsewhere({ stores: shop.stores, desk }, ...pair);
      played.push(cell);
      say(
        `${cell.from} -> ${cell.to}: ${cell.misses.length === 0 ? 'goes on' : cell.misses.map(({ check }) => check).join(', ')} (${cell.seconds.toFixed(1)} s)`,
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return pairs.flatMap(([from, to]) =>
    played.filter((cell) => cell.from === from.name && cell.to === to.name),
  );
}

function pairsOf(lines: Line[]): (readonly [Line, Line])[] {
  const ours = channels.flatMap((channel) => lines.filter(({ name }) => name === channel));
  return ours.flatMap((from) => ours.filter((to) => to !== from).map((to) => [from, to] as const));
}
